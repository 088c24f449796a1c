"""The door of the programme room."""

from tinhso.services.programme.queries import Figure, Standing, figures, programmes, standing, standings, systems
from tinhso.services.programme.types import READ, SystemState, TargetNotFound, TargetState

__all__ = [
    "READ",
    "Figure",
    "Standing",
    "SystemState",
    "TargetNotFound",
    "TargetState",
    "figures",
    "programmes",
    "standing",
    "standings",
    "systems",
]
