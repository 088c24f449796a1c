"""Shells: the faces of all rooms, seen by one kind of user."""
