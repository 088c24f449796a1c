"""Writes of the transparency room: late time charged, open data published."""

from tinhso.services.transparency.actions.publishing import publish

__all__ = ["publish"]
