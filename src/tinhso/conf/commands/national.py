"""``national simulate|sync|status``: the line to the national portal, by its room's own command line."""

from tinhso.services.national_portal.cli import configure as arguments
from tinhso.services.national_portal.cli import run

__all__ = ["arguments", "run"]
