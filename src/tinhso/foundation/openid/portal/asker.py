"""Which application asks an endpoint for programs, and how it proves that."""

import base64
import binascii
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest

from tinhso.core import limits
from tinhso.core.faces import PageRequest
from tinhso.foundation.openid import queries
from tinhso.foundation.openid.models import Application
from tinhso.foundation.openid.portal.face import absolute
from tinhso.foundation.openid.ports import keys_of
from tinhso.foundation.openid.rules import assertions
from tinhso.foundation.openid.rules.jwt import read_by, unread
from tinhso.foundation.openid.rules.secrets import same_secret
from tinhso.foundation.openid.types import Refusal

_LONGEST: Final = 4000


def values_of(request: HttpRequest) -> dict[str, str]:
    """The form, each name once. Raises ``Refusal``."""
    if any(len(given) > 1 for _, given in request.POST.lists()):
        raise Refusal("invalid_request", "a parameter is given more than once")
    values = {name: str(value) for name, value in request.POST.items()}
    if any(len(value) > _LONGEST or "\x00" in value for value in values.values()):
        raise Refusal("invalid_request", "a parameter cannot be read")
    return values


def application_of(request: PageRequest, values: Mapping[str, str], *, public: bool = True) -> Application:
    """The application that asks: by its secret, by a key of its own, or by its name alone where it is a public one.
    Raises ``Refusal``.
    """
    scheme, _, told = request.headers.get("Authorization", "").partition(" ")
    name, secret = values.get("client_id", ""), values.get("client_secret", "")
    asserted = "client_assertion" in values or "client_assertion_type" in values
    if sum((scheme.lower() == "basic", bool(secret), asserted)) > 1:
        raise Refusal("invalid_request", "two ways of client authentication at once")
    if asserted:
        return _by_key(request, values)
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(told, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            raise Refusal("invalid_client", "the Authorization header cannot be read") from None
        if name and name != unquote_plus(pair[0]):
            raise Refusal("invalid_client", "two names of a client at once")
        name, secret = unquote_plus(pair[0]), unquote_plus(pair[2])
    found = queries.client(name)
    if found is None:
        raise Refusal("invalid_client", "unknown, or not approved")
    if found.has_keys:
        raise Refusal("invalid_client", "this client proves itself by a key")
    if found.secret_digest is None:
        if secret or not public:
            raise Refusal("invalid_client", "a public client has no secret")
    elif not same_secret(secret, bytes(found.secret_digest)):
        raise Refusal("invalid_client", "the secret is wrong")
    return found


def _by_key(request: PageRequest, values: Mapping[str, str]) -> Application:
    assertion = values.get("client_assertion", "")
    if values.get("client_assertion_type") != assertions.TYPE:
        raise Refusal("invalid_client", "client_assertion_type is not known")
    name = assertions.named_in(assertion)
    if values.get("client_id", name) != name:
        raise Refusal("invalid_client", "two names of a client at once")
    found = queries.client(name)
    if found is None or not found.has_keys:
        raise Refusal("invalid_client", "unknown, not approved, or without a key")
    kid = unread(assertion, 0).get("kid", "")
    claims = read_by(assertion, keys_of(found, kid if isinstance(kid, str) else ""), assertions.ALGORITHMS)
    here = (settings.PUBLIC_URL, absolute("/openid/token"), absolute(request.path))
    jti = assertions.check(claims, client_id=found.client_id, audiences=here, at=request.at)
    if not limits.once(f"openid.assertion:{found.client_id}:{jti}", assertions.LIVES_S + 2 * assertions.SKEW_S):
        raise Refusal("invalid_client", "the assertion was used before")
    return found
