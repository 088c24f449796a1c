"""The leaders' shell: the dark wall."""
