"""The door of the programme room."""

from tinhso.services.programme.queries import Standing, programmes, standing, standings, systems
from tinhso.services.programme.types import READ, SystemState, TargetNotFound, TargetState

__all__ = ["READ", "Standing", "SystemState", "TargetNotFound", "TargetState", "programmes", "standing", "standings", "systems"]
