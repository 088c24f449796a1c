"""Stored files: taken in with care, kept by their content, read back only for whom the attaching room allows."""
