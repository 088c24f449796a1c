"""The officials' shell: layout, menu, where work begins."""
