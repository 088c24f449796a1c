"""The citizens' shell: layout, home page, language, brand."""
