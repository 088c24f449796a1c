"""``procedures walk``: the procedures' own command line on this installation's database."""

from tinhso.services.procedures.cli import configure as arguments
from tinhso.services.procedures.cli import run

__all__ = ["arguments", "run"]
