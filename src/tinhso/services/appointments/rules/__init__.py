"""Decisions of the appointments room that need no database."""
