"""Decisions of digitising: proposals, comparison, samples, intake. No database."""
