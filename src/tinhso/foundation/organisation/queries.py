"""Reads of the organisation: units and territory as of a day, succession, posts, and who may act as what."""
