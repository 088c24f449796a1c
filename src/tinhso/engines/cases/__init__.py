"""Cases: anything that somebody waits for. See README.md and ``api``."""
