"""Decisions about money that need no database."""
