"""The other providers by which somebody signs in here, as the settings name them, behind one port."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core import clock
from tinhso.core.outgoing import Unreachable
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid.ports.carrying import Carrier, ask, over_http
from tinhso.foundation.openid.ports.vneid import Vneid
from tinhso.foundation.openid.rules import jwt
from tinhso.foundation.openid.rules.secrets import new_secret, plain64
from tinhso.foundation.openid.types import ProviderNotFound

VNEID: Final = "vneid"
OTHER: Final = "openid"
_SLACK_S: Final = 60


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in elsewhere that has begun: what the browser's session keeps until it comes back."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Known:
    """Who somebody is at another provider. ``subject`` names them there; ``person_id`` and ``level`` (1, 2) are told by
    VNeID alone, and the number goes on to the identity room and nowhere else.
    """

    subject: str
    person_id: str = ""
    level: int = 0


def begin(redirect_uri: str) -> Begun:
    """New secrets for one sign-in elsewhere."""
    return Begun(new_secret(), new_secret(), new_secret(), redirect_uri)


class Connector(Protocol):
    """One other provider."""

    id: str
    name: str

    def address(self, begun: Begun) -> str:
        """Where the browser goes to sign in there. Raises ``Unreachable``."""

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> Known:
        """Who came back with this answer. Raises ``Unreachable`` for whatever is not right."""


@dataclass
class OpenIdProvider:
    """Any OpenID provider, by its discovery document (OpenID Connect Discovery 1.0), with proof key and nonce."""

    issuer: str
    client: str
    secret: str
    name: str
    id: str = OTHER
    carry: Carrier = over_http

    def _metadata(self) -> dict[str, Any]:
        found = ask(self.carry, f"{self.issuer}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise Unreachable("issuer")
        return found

    def address(self, begun: Begun) -> str:
        """The authorisation endpoint, with everything that binds the answer to this browser."""
        challenge = plain64(hashlib.sha256(begun.verifier.encode()).digest())
        query = {
            "response_type": "code", "client_id": self.client, "redirect_uri": begun.redirect_uri, "scope": "openid",
            "state": begun.state, "nonce": begun.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{self._metadata().get('authorization_endpoint', '')}?{urlencode(query)}"

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> Known:
        """The subject of the identity token, once all of it is right (OpenID Connect Core 3.1.3.7, RFC 9207)."""
        metadata = self._metadata()
        told = answer.get("iss", "")
        if told != self.issuer and (told or metadata.get("authorization_response_iss_parameter_supported")):
            raise Unreachable("mix-up")
        form = {
            "grant_type": "authorization_code", "code": answer.get("code", ""), "redirect_uri": begun.redirect_uri,
            "client_id": self.client, "client_secret": self.secret, "code_verifier": begun.verifier,
        }  # fmt: skip
        tokens = ask(self.carry, str(metadata.get("token_endpoint")), form=form)
        keys = ask(self.carry, str(metadata.get("jwks_uri"))).get("keys")
        claims = jwt.read(str(tokens.get("id_token", "")), keys if isinstance(keys, list) else [])
        now = clock.now().timestamp()
        audience = claims.get("aud") if claims else None
        right = (
            claims is not None
            and claims.get("iss") == self.issuer
            and (audience == self.client or (isinstance(audience, list) and self.client in audience))
            and claims.get("azp", self.client) == self.client
            and claims.get("nonce") == begun.nonce
            and isinstance(claims.get("exp"), int | float)
            and claims["exp"] > now - _SLACK_S
            and isinstance(claims.get("sub"), str)
            and claims["sub"]
        )
        if not right or claims is None:
            raise Unreachable("id_token")
        return Known(claims["sub"])


@dataclass
class VneidProvider:
    """VNeID, whose answers are encrypted to us and bound to the browser by ``state`` alone."""

    line: Vneid
    id: str = VNEID
    name: str = "VNeID"

    def address(self, begun: Begun) -> str:
        """Where the person signs in with VNeID."""
        return self.line.address(begun.redirect_uri, begun.state)

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> Known:
        """The number and the level of who signed in there."""
        person = self.line.person(answer, begun.redirect_uri)
        return Known(person.person_id, person.person_id, person.level)


def offered_providers() -> dict[str, Connector]:
    """Those that this installation has, by id."""
    found: dict[str, Connector] = {}
    if settings.VNEID_URL and settings.VNEID_KEY:
        line = Vneid(settings.VNEID_URL, settings.VNEID_CLIENT, settings.VNEID_SECRET, Path(settings.VNEID_KEY))
        found[VNEID] = VneidProvider(line)
    if settings.OPENID_ISSUER:
        found[OTHER] = OpenIdProvider(
            settings.OPENID_ISSUER, settings.OPENID_CLIENT, settings.OPENID_SECRET, settings.OPENID_NAME
        )
    return found


def sign_in_ways() -> list[identity.SignInWay]:
    """What the sign-in page offers beside the password."""
    return [
        identity.SignInWay(
            gettext("Đăng nhập qua {name}").format(name=each.name), reverse("openid.provider", args=[each.id])
        )
        for each in offered_providers().values()
    ]


def provider_with(provider_id: str) -> Connector:
    """One of them. Raises ``ProviderNotFound``."""
    found = offered_providers().get(provider_id)
    if found is None:
        raise ProviderNotFound
    return found


def page_reaching(level: identity.ProofLevel) -> str:
    """The page where a level of the ladder is reached at another provider; empty for none."""
    reaches = level in {identity.ProofLevel.EID_1, identity.ProofLevel.EID_2} and VNEID in offered_providers()
    return reverse("openid.provider", args=[VNEID]) if reaches else ""
