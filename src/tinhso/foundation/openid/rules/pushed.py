"""Authorisation requests that an application pushed beforehand (RFC 9126): the reference holds the request, signed.

Nobody on the way can change it, nothing has to be stored, and it ends by itself.
"""

from collections.abc import Mapping
from typing import Final

from django.core import signing

PREFIX: Final = "urn:ietf:params:oauth:request_uri:"
#: As long as somebody may take to sign in.
LIVES_S: Final = 600
_SALT: Final = "tinhso.openid.pushed"


def reference(values: Mapping[str, str]) -> str:
    """The ``request_uri`` under which these parameters are asked for."""
    return PREFIX + signing.dumps(dict(values), salt=_SALT, compress=True)


def values_of(request_uri: str, client_id: str) -> dict[str, str] | None:
    """The parameters that this application pushed; None for a reference of another, a changed or an old one."""
    if not request_uri.startswith(PREFIX):
        return None
    try:
        found = signing.loads(request_uri.removeprefix(PREFIX), salt=_SALT, max_age=LIVES_S)
    except signing.BadSignature:
        return None
    return dict(found) if found.get("client_id") == client_id else None
