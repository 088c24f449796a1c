"""One request to a provider that the operator named: bounded in time and size, no redirect followed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request

from tinhso.core.outgoing import TIMEOUT_S, Unreachable, is_web_address, opener

_MOST_BYTES: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    content: bytes


#: Carries one request: address, headers, and the form to send (None asks by GET). Raises ``OSError``.
Carrier = Callable[[str, Mapping[str, str], Mapping[str, str] | None], Reply]


def over_http(address: str, headers: Mapping[str, str], form: Mapping[str, str] | None) -> Reply:
    """One request over HTTP."""
    if not is_web_address(address):
        raise Unreachable("address")
    data = None if form is None else urlencode(form).encode()
    request = Request(address, data=data, headers=dict(headers))  # noqa: S310 -- the scheme is checked above
    try:
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            return Reply(answer.status, answer.read(_MOST_BYTES))
    except HTTPError as error:
        return Reply(error.code, b"")
    except (URLError, HTTPException) as error:
        raise OSError(type(error).__name__) from error


def ask(
    carry: Carrier, address: str, *, headers: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The JSON object that a provider answers with. Raises ``Unreachable`` for anything else."""
    try:
        reply = carry(address, {"Accept": "application/json", **(headers or {})}, form)
        found = json.loads(reply.content) if reply.status == 200 else None
    except (OSError, ValueError, RecursionError) as error:
        raise Unreachable(type(error).__name__) from None
    if not isinstance(found, dict):
        raise Unreachable(f"HTTP {reply.status}")
    return found
