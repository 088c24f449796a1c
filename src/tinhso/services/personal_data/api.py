"""The door of the personal-data room: whether consent allows something."""

from tinhso.services.personal_data.queries import allows

__all__ = ["allows"]
