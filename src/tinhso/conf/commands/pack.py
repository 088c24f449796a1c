"""``pack check|diff|apply|rollback|list|schema``: the packs' own command line on this installation's database."""

from tinhso.core.packs.cli import configure as arguments
from tinhso.core.packs.cli import run

__all__ = ["arguments", "run"]
