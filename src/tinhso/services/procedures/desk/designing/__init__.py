"""The designer of a procedure: its parts, its form, its preview, all inside a change set."""

from tinhso.services.procedures.desk.designing import pages, preview

__all__ = ["pages", "preview"]
