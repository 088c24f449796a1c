"""Telling an application at the address that it gave."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings

from tinhso.core import outgoing


def post_form(address: str, values: Mapping[str, str]) -> int:
    """Send a form to an application's address; the status it answers. Raises ``Unreachable``."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cache-Control": "no-store"}
    return outgoing.post(address, urlencode(values).encode(), headers, loopback=settings.OPENID_LOOPBACK)
