"""Registers: every database a province keeps, declared and not coded."""
