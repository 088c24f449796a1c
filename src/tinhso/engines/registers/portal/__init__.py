"""Citizens' pages: the public registers, one list, one record, files for everybody."""

from tinhso.engines.registers.portal import home, lists, own

__all__ = ["home", "lists", "own"]
