"""Decisions that need no database: tables from declarations, what a change breaks, values from text and back."""
