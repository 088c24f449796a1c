"""``register import|export|diff|propose``: the registers' own command line on this installation's database."""

from tinhso.engines.registers.cli import configure as arguments
from tinhso.engines.registers.cli import run

__all__ = ["arguments", "run"]
