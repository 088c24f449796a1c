"""Citizens' pages: the public registers, one list, one record, files for everybody."""

from tinhso.engines.registers.portal import calendars, home, lists, own

__all__ = ["calendars", "home", "lists", "own"]
