"""Codes and tokens: a code is good once, a refresh token is changed at each use, and what is used twice ends it all."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from tinhso.core.access import PUBLIC, SIGNED_IN, Actor
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid.actions.consenting import keep_consent
from tinhso.foundation.openid.actions.keys import signing_key
from tinhso.foundation.openid.models import Application, Authorization, BrowserSession, Subject, Token
from tinhso.foundation.openid.queries import person, standing_consent
from tinhso.foundation.openid.rules import claims, jwt, levels
from tinhso.foundation.openid.rules.secrets import (
    ACCESS_PREFIX,
    REFRESH_PREFIX,
    digest,
    half_hash,
    new_secret,
    proves,
)
from tinhso.foundation.openid.types import Asked, ClientKind, Refusal, SignedIn, State, TokenKind, Tokens

CODE_LIVES: Final = timedelta(seconds=60)
ACCESS_LIVES: Final = timedelta(minutes=10)
REFRESH_LIVES: Final = timedelta(days=30)
AUTHORIZATION_LIVES: Final = timedelta(days=180)
ID_TOKEN_LIVES: Final = timedelta(minutes=10)


@action("openid.authorize", access=SIGNED_IN)
def authorize(
    *,
    actor: Actor,
    at: datetime,
    application_id: UUID,
    asked: Asked,
    signed_in: SignedIn,
    given: Sequence[str] | None = None,
) -> Done[str]:
    """Cho ứng dụng nhận ra mình: a code for what the person lets it have. ``given``: their answer just now; None where
    an earlier one stands.

    Raises ``Forbidden`` where there is no consent, or the application may not work (any more).
    """
    account_id = identity.account_id_of(actor)
    application = Application.objects.filter(id=application_id, state=State.APPROVED).first()
    if application is None or signed_in.account_id != account_id:
        raise Forbidden
    Subject.objects.get_or_create(sector=application.sector, account_id=account_id, defaults={"sub": new_secret()})
    subject = Subject.objects.select_for_update().get(sector=application.sector, account_id=account_id)
    if given is None:
        consent = standing_consent(account_id, application)
    else:
        consent = keep_consent(account_id, application, asked=asked.scopes, given=given, at=at)
    if consent is None:
        raise Forbidden
    browser, _new = BrowserSession.objects.get_or_create(
        account_id=account_id, session_key=signed_in.session_key, ended_at=None, defaults={"began_at": at}
    )
    code = new_secret()
    row = Authorization(
        id=new_id(),
        application=application,
        account_id=account_id,
        browser=browser,
        sub=subject.sub,
        scopes=[scope for scope in asked.scopes if scope == "openid" or scope in consent.scopes],
        claims={place: list(names) for place, names in asked.claims.items()},
        redirect_uri=asked.redirect_uri,
        nonce=asked.nonce,
        challenge=asked.challenge,
        jkt=asked.jkt,
        auth_time=signed_in.auth_time,
        acr=levels.told(signed_in.levels, asked.levels),
        amr=list(signed_in.amr),
        digest=digest(code),
        begun_at=at,
    )
    detail = {"scopes": row.scopes, "asked_just_now": given is not None}
    return Done(code, rows=[row], subject=("application", application.id), detail=detail)


@action("openid.exchange_code", access=PUBLIC)
def exchange_code(
    *, actor: Actor, at: datetime, application_id: UUID, code: str, redirect_uri: str, verifier: str, jkt: str = ""
) -> Done[Tokens | Refusal]:
    """Đổi mã lấy token, which work only for who holds the key ``jkt``, where one was proved. A code that comes a second
    time, or with a wrong address, verifier or key, ends what came of it: that is kept, so the refusal is given back.
    Raises ``Refusal`` for a code that is none.
    """
    rows = Authorization.objects.select_for_update(of=("self",)).select_related("application", "account")
    row = rows.filter(digest=digest(code), application_id=application_id).first()
    if row is None or (row.used_at is None and (at - row.begun_at > CODE_LIVES or not _holds(row))):
        raise Refusal("invalid_grant", "the code is unknown or over")
    why = "code_reused" if row.used_at else "" if proves(verifier, row.challenge) else "verifier"
    why = why or ("" if redirect_uri == row.redirect_uri else "redirect_uri")
    why = why or ("" if row.jkt in {"", jkt} else "key")
    if why:
        return _end(row, at, why, "the code does not fit or was used before")
    row.used_at = at
    row.save(update_fields=["used_at"])
    access, refresh, made = _new_tokens(row, row.scopes, at, jkt=jkt)
    told = _identity_token(row, access, at, nonce=row.nonce)
    tokens = Tokens(access, int(ACCESS_LIVES.total_seconds()), refresh, told, tuple(row.scopes), jkt)
    return Done(tokens, rows=made, subject=("authorization", row.id))


@action("openid.exchange_refresh", access=PUBLIC)
def exchange_refresh(
    *, actor: Actor, at: datetime, application_id: UUID, token: str, scopes: Sequence[str] = (), jkt: str = ""
) -> Done[Tokens | Refusal]:
    """Đổi refresh token for the next one. That of a public application stays bound to its key ``jkt``. One that comes a
    second time was stolen from somebody: its authorisation ends with all tokens, and the refusal is given back. Raises
    ``Refusal`` for a token that is none.
    """
    owned = Authorization.objects.select_for_update(of=("self",)).select_related("application", "account")
    row = owned.filter(
        tokens__digest=digest(token), tokens__kind=TokenKind.REFRESH, application_id=application_id
    ).first()
    if row is None or not _holds(row):
        raise Refusal("invalid_grant", "the token is unknown or over")
    # Read under the lock of its authorisation: who comes second sees that the first was here.
    old = Token.objects.get(digest=digest(token))
    if old.used_at is not None:
        return _end(row, at, "refresh_reused", "the token was used before")
    if old.revoked_at is not None or old.expires_at <= at:
        raise Refusal("invalid_grant", "the token is unknown or over")
    if old.jkt not in {"", jkt}:
        raise Refusal("invalid_grant", "the token is bound to another key")
    if set(scopes) - set(old.scopes):
        raise Refusal("invalid_scope", "more than was granted")
    old.used_at = at
    old.save(update_fields=["used_at"])
    narrowed = [scope for scope in old.scopes if not scopes or scope in scopes or scope == "openid"]
    access, refresh, made = _new_tokens(row, narrowed, at, kept=old.scopes, jkt=jkt)
    told = _identity_token(row, access, at)
    tokens = Tokens(access, int(ACCESS_LIVES.total_seconds()), refresh, told, tuple(narrowed), jkt)
    return Done(tokens, rows=made, subject=("authorization", row.id))


@action("openid.revoke_token", access=PUBLIC)
def revoke_token(*, actor: Actor, at: datetime, application_id: UUID, token: str) -> Done[None]:
    """Trả lại token (RFC 7009): a refresh token takes its authorisation along, an access token goes alone. What is no
    token of this application is passed over.
    """
    found = Token.objects.filter(digest=digest(token), authorization__application_id=application_id).first()
    if found is None:
        return Done(None)
    if found.kind == TokenKind.REFRESH:
        whole = Authorization.objects.filter(id=found.authorization_id, ended_at__isnull=True)
        whole.update(ended_at=at, ended_why="revoked")
    else:
        Token.objects.filter(id=found.id, revoked_at__isnull=True).update(revoked_at=at)
    return Done(None, subject=("authorization", found.authorization_id), detail={"kind": found.kind})


def _holds(row: Authorization) -> bool:
    return row.ended_at is None and row.account.is_active and row.application.state == State.APPROVED


def _end(row: Authorization, at: datetime, why: str, said: str) -> Done[Tokens | Refusal]:
    if row.ended_at is None:
        row.used_at, row.ended_at, row.ended_why = row.used_at or at, at, why
        row.save(update_fields=["used_at", "ended_at", "ended_why"])
    return Done(Refusal("invalid_grant", said), subject=("authorization", row.id), detail={"ended": why})


def _new_tokens(
    row: Authorization, scopes: Sequence[str], at: datetime, *, kept: Sequence[str] = (), jkt: str = ""
) -> tuple[str, str, list[Token]]:
    """An access token, a refresh token where the person lets the application go on without them, and their rows. Both
    are bound to the key; a refresh token only that of an application with no other proof of itself (RFC 9449, 5).
    """

    def token(secret: str, kind: TokenKind, allowed: Sequence[str], until: datetime, key: str) -> Token:
        return Token(
            id=new_id(), authorization=row, kind=kind, digest=digest(secret), scopes=list(allowed),
            issued_at=at, expires_at=until, jkt=key,
        )  # fmt: skip

    access, refresh = new_secret(ACCESS_PREFIX), ""
    made = [token(access, TokenKind.ACCESS, scopes, at + ACCESS_LIVES, jkt)]
    if claims.OFFLINE in row.scopes:
        refresh = new_secret(REFRESH_PREFIX)
        own = jkt if row.application.kind == ClientKind.PUBLIC else ""
        until = min(at + REFRESH_LIVES, row.begun_at + AUTHORIZATION_LIVES)
        made.append(token(refresh, TokenKind.REFRESH, kept or scopes, until, own))
    return access, refresh, made


def _identity_token(row: Authorization, access: str, at: datetime, *, nonce: str = "") -> str:
    """The identity token of an authorisation (OpenID Connect Core 2), with the claims asked for in it by name."""
    wanted = row.claims.get("id_token") or []
    told: dict[str, Any] = {}
    if claims.scopes_of(wanted) & set(row.scopes):
        known = claims.told(person(row.account_id, at), row.scopes)
        told = {name: value for name, value in known.items() if name in wanted}
    told |= {
        "iss": settings.PUBLIC_URL,
        "sub": row.sub,
        "aud": row.application.client_id,
        "iat": int(at.timestamp()),
        "exp": int((at + ID_TOKEN_LIVES).timestamp()),
        "auth_time": int(row.auth_time.timestamp()),
        "acr": row.acr,
        "amr": list(row.amr),
        "sid": row.browser_id.hex,
        "at_hash": half_hash(access),
    }
    if nonce:
        told["nonce"] = nonce
    return jwt.sign(told, signing_key(row.application.algorithm, at))
