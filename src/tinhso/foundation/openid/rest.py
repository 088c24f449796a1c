"""REST: applications of agencies, what one lets applications have, by which other providers one signs in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from tinhso.core.access import SIGNED_IN, needs
from tinhso.core.errors import InvalidInput
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid import actions, queries
from tinhso.foundation.openid.models import Application
from tinhso.foundation.openid.ports import offered_providers
from tinhso.foundation.openid.types import APPROVE, REGISTER, Algorithm, ClientKind, Registration, State

rest = RestRoom("openid", "Đăng nhập một lần")


class KeyIn(Schema):
    """A public key (RFC 7517): EC P-256 by ``x`` and ``y``, RSA by ``n`` and ``e``. Private parts are refused."""

    model_config = ConfigDict(extra="forbid")

    kty: str = Field(max_length=10)
    crv: str | None = Field(None, max_length=20)
    x: str | None = Field(None, max_length=200)
    y: str | None = Field(None, max_length=200)
    n: str | None = Field(None, max_length=2000)
    e: str | None = Field(None, max_length=20)
    kid: str | None = Field(None, max_length=200)
    alg: str | None = Field(None, max_length=20)
    use: str | None = Field(None, max_length=20)
    key_ops: list[str] | None = Field(None, max_length=10)


class KeySetIn(Schema):
    """The public keys by which an application proves itself."""

    keys: list[KeyIn] = Field(max_length=20)


class RegistrationIn(Schema):
    """What an application says of itself; ``scopes`` beside ``openid``. With ``jwks`` or ``jwks_uri`` it proves itself
    by a key of its own (``private_key_jwt``) and gets no secret.
    """

    name: str = Field(max_length=120)
    name_en: str = Field("", max_length=120)
    purpose: str = Field(max_length=500)
    purpose_en: str = Field("", max_length=500)
    contact: str = Field(max_length=254)
    home_url: str = Field("", max_length=500)
    policy_url: str = Field("", max_length=500)
    kind: ClientKind = ClientKind.CONFIDENTIAL
    redirect_uris: list[str] = Field(max_length=10)
    post_logout_uris: list[str] = Field([], max_length=10)
    logout_uri: str = Field("", max_length=500)
    scopes: list[str] = Field([], max_length=50)
    sector: str = Field("", max_length=100)
    algorithm: Algorithm = Algorithm.RS256
    jwks: KeySetIn | None = None
    jwks_uri: str = Field("", max_length=500)


class RegisteredOut(Schema):
    """An application as its agency and who approves see it; never its secret."""

    id: UUID
    client_id: str
    unit_id: UUID
    name: str
    name_en: str
    purpose: str
    purpose_en: str
    contact: str
    home_url: str
    policy_url: str
    kind: ClientKind
    redirect_uris: list[str]
    post_logout_uris: list[str]
    logout_uri: str
    scopes: list[str]
    sector: str
    algorithm: Algorithm
    jwks: dict[str, Any] | None
    jwks_uri: str
    state: State
    reason: str
    registered_at: datetime
    decided_at: datetime | None


class RegisteredPage(Schema):
    """Applications, newest first."""

    items: list[RegisteredOut]
    next: str | None


class MadeOut(Schema):
    """A new application, or a new secret: ``secret`` is shown this once, and empty for a public application
    and one with keys.
    """

    id: UUID
    client_id: str
    secret: str


class InitialTokenOut(Schema):
    """A token by which one application registers itself within a week; shown this once."""

    token: str


class ApplicationDecisionIn(Schema):
    """``approve``, ``refuse``, ``suspend`` or ``resume``; a reason for the second and third."""

    decision: str = Field(max_length=20)
    reason: str = Field("", max_length=500)


class LinkedApplicationOut(Schema):
    """An application that one let have something, and what."""

    application_id: UUID
    name: str
    agency: str
    home_url: str
    scopes: list[str]
    given_at: datetime
    last_used_at: datetime | None


class LinkedPage(Schema):
    """Applications, last given first."""

    items: list[LinkedApplicationOut]
    next: str | None


class WayOut(Schema):
    """Another provider; ``linked_at`` where one signs in by it."""

    provider: str
    name: str
    linked_at: datetime | None


class WaysOut(Schema):
    """The other providers, and how well one's number is proved: 0, 1 or 2 (NĐ 69/2024/NĐ-CP), when, by whom."""

    providers: list[WayOut]
    identity_level: int
    proved_at: datetime | None
    proved_by: str


def _asked(given: RegistrationIn) -> Registration:
    values = given.dict() | {name: tuple(getattr(given, name)) for name in ("redirect_uris", "post_logout_uris")}
    _no_nul(values)
    values["jwks"] = given.jwks.dict(exclude_none=True) if given.jwks else None
    return Registration(**values | {"scopes": tuple(dict.fromkeys(["openid", *given.scopes]))})


def _no_nul(values: dict[str, Any]) -> None:
    """Refuse the NUL that PostgreSQL keeps in no text. Raises ``InvalidInput``."""
    wrong = {name: "\\x00" for name, value in values.items() if "\x00" in str(value)}
    if wrong:
        raise InvalidInput(fields=wrong)


@rest.get("/openid/applications", access=needs(REGISTER), response=RegisteredPage)
def list_applications(request: PageRequest, state: State | None = None, after: str | None = None) -> dict[str, Any]:
    """The applications of one's units."""
    page = queries.applications(actor=request.actor, state=state or "", after=after)
    return {"items": page.items, "next": page.next_cursor}


@rest.post("/openid/applications", access=needs(REGISTER), response=MadeOut, status=201)
def register_application(request: PageRequest, given: RegistrationIn) -> Any:
    """Register an application of one's unit; it works once another official has approved it."""
    return actions.register_application(actor=request.actor, at=request.at, asked=_asked(given))


@rest.get("/openid/applications/{application_id}", access=needs(REGISTER), response=RegisteredOut)
def read_application(request: PageRequest, application_id: UUID) -> Application:
    """One of them."""
    return queries.access_application(actor=request.actor, application_id=application_id)


@rest.put("/openid/applications/{application_id}", access=needs(REGISTER), response=RegisteredOut)
def change_application(request: PageRequest, application_id: UUID, given: RegistrationIn) -> Application:
    """Change it; it waits for a decision again, and does not work until then."""
    actions.change_application(actor=request.actor, at=request.at, application_id=application_id, asked=_asked(given))
    return queries.access_application(actor=request.actor, application_id=application_id)


@rest.post("/openid/applications/{application_id}/secret", access=needs(REGISTER), response=MadeOut)
def renew_secret(request: PageRequest, application_id: UUID) -> Any:
    """Another secret; the old one stops at once."""
    return actions.renew_secret(actor=request.actor, at=request.at, application_id=application_id)


@rest.post("/openid/applications/{application_id}/decision", access=needs(APPROVE), response=RegisteredOut)
def decide_application(request: PageRequest, application_id: UUID, given: ApplicationDecisionIn) -> Application:
    """Approve, refuse, suspend, let work again."""
    _no_nul(given.dict())
    actions.decide_application(
        actor=request.actor,
        at=request.at,
        application_id=application_id,
        decision=given.decision,
        reason=given.reason.strip(),
    )
    return queries.access_application(actor=request.actor, application_id=application_id)


@rest.post("/openid/initial-tokens", access=needs(REGISTER), response=InitialTokenOut, status=201)
def issue_initial_token(request: PageRequest) -> dict[str, str]:
    """A token by which one application of one's unit registers itself (RFC 7591)."""
    return {"token": actions.issue_initial_token(actor=request.actor, at=request.at)}


@rest.get("/openid/linked-applications", access=SIGNED_IN, response=LinkedPage)
def list_linked(request: PageRequest, after: str | None = None) -> dict[str, Any]:
    """The applications that one let have something."""
    page = queries.linked_applications(actor=request.actor, after=after)
    return {"items": page.items, "next": page.next_cursor}


@rest.delete("/openid/linked-applications/{application_id}", access=SIGNED_IN)
def withdraw_consent(request: PageRequest, application_id: UUID) -> None:
    """Take back what one let an application have; its tokens stop at once."""
    actions.withdraw_consent(actor=request.actor, at=request.at, application_id=application_id)


@rest.get("/openid/sign-in-ways", access=SIGNED_IN, response=WaysOut)
def read_ways(request: PageRequest) -> dict[str, Any]:
    """The other providers by which one signs in, or could."""
    mine = {link.provider: link.linked_at for link in queries.links(actor=request.actor)}
    proof = identity.proof_of(identity.account_id_of(request.actor))
    return {
        "providers": [
            {"provider": each.id, "name": each.name, "linked_at": mine.get(each.id)}
            for each in offered_providers().values()
        ],
        "identity_level": proof.level if proof else 0,
        "proved_at": proof.proved_at if proof else None,
        "proved_by": proof.proved_by if proof else "",
    }


@rest.delete("/openid/sign-in-ways/{provider}", access=SIGNED_IN)
def unlink_provider(request: PageRequest, provider: str) -> None:
    """Sign in by that provider no more."""
    _no_nul({"provider": provider})
    actions.unlink_provider(actor=request.actor, at=request.at, provider=provider)
