"""Tokens as they are asked about, browsers' sessions, and sign-outs that are still to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.http import HttpRequest

from tinhso.core.packs import api as packs
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid.models import Application, BrowserSession, SignOut, Token
from tinhso.foundation.openid.queries.possession import challenge, key_held
from tinhso.foundation.openid.rules.secrets import digest
from tinhso.foundation.openid.schema import ApiScope
from tinhso.foundation.openid.types import Refusal, State, TokenKind

#: No session of ours lives longer (identity, ``AccountRule``).
LONGEST: Final = timedelta(hours=24)
# However a session ended (signed out here or from another device, locked, over), its row is gone.
_OVER: Final = """
    SELECT b.id FROM ts_openid_browsersession b
    LEFT JOIN django_session s ON s.session_key = b.session_key AND s.expire_date > %(at)s
    WHERE b.ended_at IS NULL AND (s.session_key IS NULL OR b.began_at < %(oldest)s)
    ORDER BY b.id LIMIT 500 FOR UPDATE OF b SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A token that works, with what it stands on."""

    token: Token
    scopes: tuple[str, ...]


def token_found(secret: str, at: datetime, kind: str = "") -> Found | None:
    """The token of this secret, while it works: not over, not changed or taken back, its authorisation not ended, its
    application approved, its person's account open. None otherwise.
    """
    rows = Token.objects.select_related("authorization__application", "authorization__account").filter(
        digest=digest(secret),
        expires_at__gt=at,
        used_at__isnull=True,
        revoked_at__isnull=True,
        authorization__ended_at__isnull=True,
        authorization__application__state=State.APPROVED,
        authorization__account__is_active=True,
    )
    token = (rows.filter(kind=kind) if kind else rows).first()
    return None if token is None else Found(token, tuple(token.scopes))


def operations_of(scopes: Iterable[str]) -> frozenset[str]:
    """The operations of the API that these scopes open."""
    known = packs.current("api_scopes", ApiScope)
    return frozenset(name for scope in scopes if scope in known for name in known[scope].operations)


def token_shown(request: HttpRequest, secret: str, at: datetime) -> Found | None:
    """The access token of this secret, where the request shows it as it must be: one that is bound to a key under the
    scheme ``DPoP`` with a proof that the key is held, any other as a bearer's. None for one that does not work.

    Raises ``Refusal`` for a proof that is wrong or lacks our nonce.
    """
    found = token_found(secret, at, TokenKind.ACCESS)
    scheme = request.headers.get("Authorization", "").partition(" ")[0].lower()
    if found is None or (scheme == "dpop") != bool(found.token.jkt):
        return None
    if found.token.jkt and key_held(request, at, token=secret) != found.token.jkt:
        raise Refusal("invalid_dpop_proof", "the proof is of another key, or missing")
    return found


def read_bearer(request: HttpRequest, secret: str, at: datetime) -> identity.Bearer | None:
    """For whom an access token speaks at the API, and which operations it opens; None for one that does not work, with
    what the answer tells about it in ``request.challenge``.
    """
    try:
        found = token_shown(request, secret, at)
    except Refusal as refusal:
        request.challenge = challenge(refusal)  # type: ignore[attr-defined]
        return None
    if found is None:
        return None
    authorization = found.token.authorization
    account = identity.account_info(authorization.account_id)
    return identity.Bearer(
        account,
        operations_of(found.scopes),
        authorization.application.client_id,
        identity.level_of(authorization.acr) or identity.ProofLevel.PASSWORD,
        authorization.auth_time,
    )


def browser_of(account_id: UUID, session_key: str) -> BrowserSession | None:
    """The sign-in of a person in a browser, where an application knows of it and it is not over."""
    rows = BrowserSession.objects.filter(account_id=account_id, session_key=session_key, ended_at__isnull=True)
    return rows.first() if session_key else None


def due_sign_outs(at: datetime, most: int = 50) -> list[SignOut]:
    """Sign-outs to be told now, the longest due first."""
    return list(SignOut.objects.filter(due_at__lte=at).select_related("application").order_by("due_at", "id")[:most])


def has_due_sign_outs(at: datetime) -> bool:
    """Whether there is any."""
    return SignOut.objects.filter(due_at__lte=at).exists()


def sign_outs_of(application: Application, most: int = 20) -> list[SignOut]:
    """The last sign-outs of an application: told, waiting, given up."""
    return list(SignOut.objects.filter(application=application).order_by("-id")[:most])


def sessions_over(at: datetime) -> list[UUID]:
    """Browsers' sessions that applications know of and that are over; locked where a transaction is open."""
    with connection.cursor() as cursor:
        cursor.execute(_OVER, {"at": at, "oldest": at - LONGEST})
        return [row[0] for row in cursor.fetchall()]
