"""The door of the personal-data room: whether consent allows something, and of whom it does."""

from tinhso.services.personal_data.queries import agreed, allows

__all__ = ["agreed", "allows"]
