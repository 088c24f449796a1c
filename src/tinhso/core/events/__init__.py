"""The outbox: see ``api``."""
