"""The door of the procedures room."""

from tinhso.services.procedures.actions.demo import load_demo_dossiers
from tinhso.services.procedures.queries import procedure_count

__all__ = ["load_demo_dossiers", "procedure_count"]
