"""Reads of identity: accounts, sessions, tokens, and who stands behind a request."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from tinhso.core.access import Actor, ActorKind
from tinhso.core.clock import local
from tinhso.core.db import Page, keyset
from tinhso.core.errors import Forbidden, NotSignedIn
from tinhso.core.personal import note_seen
from tinhso.core.registry import Registry
from tinhso.core.text import fold
from tinhso.foundation.identity.models import Account, ApiToken
from tinhso.foundation.identity.rules import TOKEN_PREFIX, person_id_digest, tidy_person_id, token_digest, unseal
from tinhso.foundation.identity.types import (
    MANAGE,
    AccountInfo,
    AccountKind,
    AccountNotFound,
    BadPersonId,
    BadToken,
    SessionInfo,
    TokenInfo,
)

ActorBuilder = Callable[[AccountInfo, datetime, UUID | None], Actor]

#: How the actor of each kind of account is made; rooms above fill in the kinds they know. The key is an AccountKind.
actor_builders: Registry[ActorBuilder] = Registry("actor builders")

# Asked at every call of the API: as text they need not be composed anew by the ORM.
_COLUMNS = ", ".join(f"a.{field.name}" for field in fields(AccountInfo))
_ACCOUNT = f"SELECT {_COLUMNS} FROM ts_identity_account a WHERE a.id = %s"  # noqa: S608 -- names of our own columns
_ACCOUNT_OF_TOKEN = f"""
    SELECT t.id, t.last_used_at, {_COLUMNS}
    FROM ts_identity_apitoken t JOIN ts_identity_account a ON a.id = t.account_id
    WHERE t.digest = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND a.is_active
"""  # noqa: S608 -- the same


def secret_keys() -> Sequence[str]:
    """The secrets under which personal numbers are sealed: the current one first, then those still accepted."""
    return [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def account_id_of(actor: Actor) -> UUID:
    """The account of an actor who has signed in. Raises ``NotSignedIn``."""
    if actor.account_id is None:
        raise NotSignedIn
    return actor.account_id


def to_info(account: Account) -> AccountInfo:
    """The account as other rooms read it."""
    return AccountInfo(
        account.id,
        account.username,
        account.kind,
        account.full_name,
        account.email,
        account.phone,
        account.language,
        account.is_active,
        account.demo,
    )


def account_info(account_id: UUID) -> AccountInfo:
    """One account. For rooms that hold its id already; pages use ``access_account``. Raises ``AccountNotFound``."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNT, [account_id])
        row = cursor.fetchone()
    if row is None:
        raise AccountNotFound
    return AccountInfo(*row)


def account_infos(account_ids: Sequence[UUID]) -> dict[UUID, AccountInfo]:
    """Accounts by id, in one query; unknown ids are left out."""
    return {account.id: to_info(account) for account in Account.objects.filter(id__in=account_ids)}


def find_official(username: str) -> AccountInfo:
    """An official's account by user name, for those who appoint or delegate. Raises ``AccountNotFound``."""
    account = Account.objects.filter(username=username.strip().lower(), kind=AccountKind.OFFICIAL).first()
    if account is None:
        raise AccountNotFound
    return to_info(account)


def access_account(*, actor: Actor, account_id: UUID) -> AccountInfo:
    """One account, for itself or for who manages accounts. Raises ``AccountNotFound``."""
    if actor.account_id != account_id and not actor.can(MANAGE):
        raise AccountNotFound
    return account_info(account_id)


def accounts(*, actor: Actor, text: str = "", kind: str = "", after: str | None = None) -> Page[AccountInfo]:
    """Accounts whose name, user name or e-mail contains ``text``, accents ignored. Raises ``Forbidden``."""
    if not actor.can(MANAGE):
        raise Forbidden
    found: QuerySet[Account] = Account.objects.all()
    if kind:
        found = found.filter(kind=kind)
    if text:
        needle = fold(text)
        by_text = Q(name_folded__contains=needle) | Q(username__contains=needle) | Q(email__icontains=text.strip())
        found = found.filter(by_text)
    page = keyset(found, order=("username",), after=after)
    note_seen(actor=actor, kind="account", ids=[account.id for account in page.items])
    return page.map(to_info)


def person_id_for(*, actor: Actor, account_id: UUID) -> str:
    """The số định danh of an account, empty where none was given: the only way by which it leaves this room.

    Only for the person and for the platform's own work. Raises ``AccountNotFound`` for anybody else.
    """
    if actor.kind is not ActorKind.SYSTEM and actor.account_id != account_id:
        raise AccountNotFound
    sealed = Account.objects.filter(id=account_id).values_list("person_id_sealed", flat=True).first()
    return unseal(bytes(sealed), secret_keys()) if sealed else ""


def person_key(number: str) -> bytes | None:
    """A keyed digest of a số định danh: equal numbers meet, and the number cannot be read from it.

    None for what is no such number. It changes with the installation's secret.
    """
    try:
        digits = tidy_person_id(number)
    except BadPersonId:
        return None
    return person_id_digest(digits, secret_keys()[0]) if digits else None


def account_with(key: bytes) -> UUID | None:
    """The account of a citizen that gave the number of a ``person_key``; None for none.

    Whoever typed the number into an account need not have it: never show anything on the strength of this alone.
    """
    rows = Account.objects.filter(person_id_digest=key, kind=AccountKind.CITIZEN, is_active=True)
    return rows.values_list("id", flat=True).first()


def build_actor(account: AccountInfo, at: datetime, post_id: UUID | None = None) -> Actor:
    """Who an account is at a moment: a citizen by itself, any other kind as its builder says, else without grants."""
    if account.kind == AccountKind.CITIZEN:
        return Actor(ActorKind.CITIZEN, account.id, account.full_name)
    if account.kind in actor_builders:
        return actor_builders.get(account.kind)(account, at, post_id)
    return Actor(ActorKind.OFFICIAL, account.id, account.full_name)


def account_of_token(token: str, at: datetime) -> tuple[AccountInfo, UUID, datetime | None]:
    """The account that a bearer token speaks for, the token's id and when it was last used. Raises ``BadToken``."""
    if not token.startswith(TOKEN_PREFIX):
        raise BadToken
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNT_OF_TOKEN, [token_digest(token), at])
        row = cursor.fetchone()
    if row is None:
        raise BadToken
    token_id, last_used_at, *account = row
    return AccountInfo(*account), token_id, last_used_at


def tokens(*, actor: Actor, at: datetime) -> list[TokenInfo]:
    """The actor's own tokens that still work, newest first."""
    mine = ApiToken.objects.filter(account_id=account_id_of(actor), revoked_at__isnull=True, expires_at__gt=at)
    return [
        TokenInfo(t.id, t.name, t.hint, t.created_at, t.expires_at, t.last_used_at)
        for t in mine.order_by("-created_at")
    ]


def sessions(*, actor: Actor, current_key: str) -> list[SessionInfo]:
    """Where the actor is signed in, newest first; sign-ins that have ended are removed on the way."""
    account = Account.objects.get(id=account_id_of(actor))
    open_ = sorted(UserSession.objects.purge_and_list(account), key=lambda s: s.created_at, reverse=True)
    return [
        SessionInfo(
            s.pk, s.ip, s.user_agent[:200], local(s.created_at), local(s.last_seen_at), s.session_key == current_key
        )
        for s in open_
    ]


def has_second_factor(account_id: UUID) -> bool:
    """Whether the account has an authenticator app."""
    return bool(Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).exists())


def has_demo_accounts() -> bool:
    """Whether demo accounts can sign in: a production must not have any, whatever its settings say."""
    return Account.objects.filter(demo=True, is_active=True).exists()


def demo_accounts() -> list[AccountInfo]:
    """The accounts that a demo installation offers; empty elsewhere."""
    if not settings.DEMO:
        return []
    return [
        to_info(account) for account in Account.objects.filter(demo=True, is_active=True).order_by("kind", "username")
    ]
