"""Telling an application at the address that it gave, and reading what it publishes there."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from tinhso.core import outgoing


def post_form(address: str, values: Mapping[str, str]) -> int:
    """Send a form to an application's address; the status it answers. Raises ``Unreachable``."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cache-Control": "no-store"}
    return outgoing.post(address, urlencode(values).encode(), headers, loopback=settings.OPENID_LOOPBACK)


def get_json(address: str) -> Any:
    """What an application publishes at an address of its own, as JSON. Raises ``Unreachable``."""
    status, content = outgoing.get(address, {"Cache-Control": "no-store"}, loopback=settings.OPENID_LOOPBACK)
    try:
        return json.loads(content) if status == HTTPStatus.OK else None
    except (ValueError, RecursionError):
        raise outgoing.Unreachable("JSON") from None
