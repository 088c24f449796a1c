"""The person's own account, sessions and tokens over the API; accounts for those who manage them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from tinhso.core.access import OFFICIAL, PUBLIC, SIGNED_IN, Right, needs
from tinhso.core.rest import RestRoom
from tinhso.foundation.identity import actions, queries
from tinhso.foundation.identity.types import MANAGE, AccountKind, Language, ProofLevel

rest = RestRoom("identity", "Tài khoản")


class Me(Schema):
    """Who asks: the actor behind the request. All empty for an anonymous one.

    Where somebody acts as a company, ``account_id`` and ``name`` are the company's, ``person`` is who acts, and
    ``rights`` what they may do for it; null means everything.
    """

    kind: str
    account_id: UUID | None
    name: str
    post_id: UUID | None
    post_title: str
    unit_id: UUID | None
    unit_name: str
    acting_for: str
    person_id: UUID | None
    person: str
    rights: list[Right] | None
    permissions: list[str]


class AccountOut(Schema):
    """An account. The số định danh is never part of it."""

    id: UUID
    username: str
    kind: AccountKind
    full_name: str
    email: str
    phone: str
    language: Language
    is_active: bool


class AccountPage(Schema):
    """One page of accounts; ``next_cursor`` is null on the last one."""

    items: list[AccountOut]
    next_cursor: str | None


class AccountChange(Schema):
    """What a person may change of their own account."""

    full_name: str = Field(min_length=1, max_length=120)
    phone: str = Field("", max_length=20)
    language: Language = Language.VI
    person_id: str = Field("", max_length=20)


class NewOfficial(Schema):
    """An official's account to be made."""

    username: str = Field(min_length=3, max_length=60)
    full_name: str = Field(min_length=1, max_length=120)
    email: str = Field(min_length=3, max_length=254)


class AssuranceOut(Schema):
    """A row of the ladder: of which acts it decides and what it asks. Empty ``acts`` and ``permissions`` mean all other
    acts of its kinds, empty ``kinds`` everybody; ``count`` is of how many acts it decides.
    """

    id: str
    name: str
    name_en: str
    kinds: list[str]
    acts: list[str]
    permissions: list[str]
    procedures: list[str]
    identity: ProofLevel
    acr: str
    fresh_minutes: int | None
    channels: list[str]
    remote_identity: str | None
    signature: str
    legal_basis: list[str]
    count: int


class DormantOut(Schema):
    """An account that nobody uses: when its owner was told, when it was closed."""

    account_id: UUID
    username: str
    full_name: str
    told_at: datetime
    closed_at: datetime | None


class DormantPage(Schema):
    """One page of them; ``next_cursor`` is null on the last one."""

    items: list[DormantOut]
    next_cursor: str | None


class Activity(Schema):
    """Whether an account may be used."""

    active: bool


class SessionOut(Schema):
    """One sign-in that is still open."""

    id: int
    address: str
    browser: str
    started_at: datetime
    seen_at: datetime
    is_current: bool
    is_remote: bool


class TokenOut(Schema):
    """A token without its secret; ``hint`` are its last characters."""

    id: UUID
    name: str
    hint: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class NewToken(Schema):
    """A token to be made, valid for 30, 90 or 365 days."""

    name: str = Field(min_length=1, max_length=80)
    days: int


class MandatedOut(Schema):
    """A company that one may act for; ``valid_to`` is the first day on which one may not any more."""

    acting_for: str
    company_id: UUID
    tax_code: str
    name: str
    is_legal: bool
    rights: list[Right]
    valid_to: date | None


class Secret(Schema):
    """A new token; it is shown this once."""

    token: str


@rest.get("/identity/me", access=PUBLIC, response=Me)
def me(request: Any) -> dict[str, Any]:
    """Who asks, in which post, and with which permissions."""
    actor = request.actor
    return {
        "kind": actor.kind,
        "account_id": actor.account_id,
        "name": actor.name,
        "post_id": actor.post_id,
        "post_title": actor.post_title,
        "unit_id": actor.unit_id,
        "unit_name": actor.unit_name,
        "acting_for": actor.for_whom,
        "person_id": actor.person_id,
        "person": actor.person,
        "rights": None if actor.rights is None else sorted(actor.rights),
        "permissions": sorted({grant.permission for grant in actor.grants}),
    }


@rest.get("/identity/account", access=SIGNED_IN, response=AccountOut)
def read_account(request: Any) -> Any:
    """The own account."""
    return queries.access_account(actor=request.actor, account_id=request.actor.person_id)


@rest.put("/identity/account", access=SIGNED_IN, response=AccountOut)
def change_account(request: Any, change: AccountChange) -> Any:
    """Change the own name, telephone, language, and the số định danh where none was given yet."""
    return actions.update_account(actor=request.actor, at=request.at, **change.dict())


@rest.get("/identity/sessions", access=SIGNED_IN, response=list[SessionOut])
def read_sessions(request: Any) -> Any:
    """Where the own account is signed in."""
    return queries.sessions(actor=request.actor, current_key=request.session.session_key or "")


@rest.delete("/identity/sessions/{session_no}", access=SIGNED_IN)
def end_session(request: Any, session_no: int) -> None:
    """Sign one place out."""
    actions.end_session(actor=request.actor, at=request.at, session_no=session_no)


@rest.get("/identity/tokens", access=SIGNED_IN, response=list[TokenOut])
def read_tokens(request: Any) -> Any:
    """The own tokens that still work."""
    return queries.tokens(actor=request.actor, at=request.at)


@rest.post("/identity/tokens", access=SIGNED_IN, response=Secret)
def create_token(request: Any, new: NewToken) -> dict[str, str]:
    """Make a token for the own account."""
    return {"token": actions.create_token(actor=request.actor, at=request.at, name=new.name, days=new.days)}


@rest.delete("/identity/tokens/{token_id}", access=SIGNED_IN)
def revoke_token(request: Any, token_id: UUID) -> None:
    """Take an own token back."""
    actions.revoke_token(actor=request.actor, at=request.at, token_id=token_id)


@rest.get("/identity/companies", access=SIGNED_IN, response=list[MandatedOut])
def read_companies(request: Any) -> Any:
    """The companies that the person may act for: by the header ``X-Acting-For`` with a request."""
    return [
        MandatedOut(
            acting_for=f"company:{one.company.id}", company_id=one.company.id, tax_code=one.company.tax_code,
            name=one.company.name, is_legal=one.is_legal, rights=sorted(one.rights), valid_to=one.valid_to,
        )
        for one in queries.mandated(actor=request.actor, at=request.at)
    ]  # fmt: skip


@rest.get("/identity/accounts", access=needs(MANAGE), response=AccountPage)
def read_accounts(request: Any, q: str = "", kind: AccountKind | None = None, after: str | None = None) -> Any:
    """Accounts whose name, user name or e-mail contains ``q``."""
    return queries.accounts(actor=request.actor, text=q, kind=kind or "", after=after)


@rest.post("/identity/accounts", access=needs(MANAGE), response=AccountOut)
def create_account(request: Any, new: NewOfficial) -> Any:
    """Make an official's account."""
    return actions.create_account(actor=request.actor, at=request.at, **new.dict())


@rest.put("/identity/accounts/{account_id}/active", access=needs(MANAGE), response=AccountOut)
def set_active(request: Any, account_id: UUID, activity: Activity) -> Any:
    """Lock or unlock an account."""
    actions.set_active(actor=request.actor, at=request.at, account_id=account_id, active=activity.active)
    return queries.access_account(actor=request.actor, account_id=account_id)


@rest.delete("/identity/accounts/{account_id}/second-factor", access=needs(MANAGE))
def reset_second_factor(request: Any, account_id: UUID) -> None:
    """Take the second factor off somebody who lost the device; all their sessions end."""
    actions.reset_second_factor(actor=request.actor, at=request.at, account_id=account_id)


@rest.get("/identity/assurance", access=OFFICIAL, response=list[AssuranceOut])
def list_assurance(request: Any) -> Any:
    """The rows of the ladder in force, those of everybody last."""
    return [
        row.model_dump(include=set(AssuranceOut.model_fields)) | {"acr": row.identity.acr, "count": count}
        for row, count in queries.assurance_counted()
    ]


@rest.get("/identity/dormant", access=needs(MANAGE), response=DormantPage)
def list_dormant(request: Any, after: str | None = None) -> Any:
    """Accounts that were told, or closed, because nobody signs in to them; opened again like any locked account."""
    page = queries.dormant_accounts(actor=request.actor, after=after)
    items = [
        DormantOut(
            account_id=row.account_id,
            username=row.account.username,
            full_name=row.account.full_name,
            told_at=row.told_at,
            closed_at=row.closed_at,
        )
        for row in page.items
    ]
    return {"items": items, "next_cursor": page.next_cursor}
