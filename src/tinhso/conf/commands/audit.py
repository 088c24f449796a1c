"""``audit verify|export|seal|key``: the evidence log's own command line on this installation's database."""

from tinhso.foundation.audit.cli import configure as arguments
from tinhso.foundation.audit.cli import run

__all__ = ["arguments", "run"]
