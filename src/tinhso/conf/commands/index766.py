"""``index766``: the scorecards' own command line on this installation's database."""

from tinhso.services.scorecards.cli import configure as arguments
from tinhso.services.scorecards.cli import run

__all__ = ["arguments", "run"]
