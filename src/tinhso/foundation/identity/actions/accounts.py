"""Writes of identity: accounts, tokens and sessions. Passwords and second factors are written by allauth's flows."""

from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from allauth.account import app_settings as account_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.urls import reverse

from tinhso.core.access import PUBLIC, SIGNED_IN, SIGNED_IN_OR_HELPER, SYSTEM_ONLY, Actor, needs
from tinhso.core.actions import Done, Proof, action, origin
from tinhso.core.errors import InvalidInput
from tinhso.core.ids import new_id
from tinhso.core.text import fold, normalise_name
from tinhso.foundation.identity.models import Account, ApiToken, DormantAccount, PersonProof
from tinhso.foundation.identity.queries import person_id_of, secret_keys, to_info
from tinhso.foundation.identity.rules import (
    DEMO_PASSWORD,
    is_username,
    new_token,
    person_id_digest,
    seal,
    tidy_person_id,
    token_digest,
)
from tinhso.foundation.identity.types import (
    MANAGE,
    AccountInfo,
    AccountKind,
    AccountNotFound,
    BadPersonId,
    DemoRefused,
    Language,
    PersonIdTaken,
    PersonProved,
    ProofLevel,
    ProvedOtherwise,
    SessionNotFound,
    TokenNotFound,
    TooManyTokens,
    UsernameTaken,
)

TOKENS_AT_MOST = 10
TOKEN_DAYS = (30, 90, 365)


def make_account(
    *,
    at: datetime,
    username: str,
    kind: AccountKind,
    full_name: str,
    email: str = "",
    phone: str = "",
    person_id: str = "",
) -> Account:
    """An account, not yet stored and without a password. Raises ``InvalidInput`` and ``BadPersonId``."""
    name = normalise_name(full_name)
    fields = {} if name else {"full_name": InvalidInput().message}
    username = username.strip().lower()
    if not is_username(username):
        fields["username"] = InvalidInput().message
    if fields:
        raise InvalidInput(fields=fields)
    account = Account(
        username=username,
        kind=kind,
        full_name=name,
        name_folded=fold(name),
        email=email.strip().lower(),
        phone=phone.strip(),
        created_at=at,
    )
    account.set_unusable_password()
    set_person_id(account, person_id)
    return account


def set_person_id(account: Account, person_id: str) -> None:
    """Seal a số định danh into the account; empty leaves it without one.

    Raises ``BadPersonId`` and ``PersonIdTaken``.
    """
    digits = tidy_person_id(person_id)
    if not digits:
        return
    digest = person_id_digest(digits, secret_keys()[0])
    if Account.objects.filter(person_id_digest=digest).exclude(id=account.id).exists():
        raise PersonIdTaken(fields={"person_id": PersonIdTaken().message})
    account.person_id_sealed = seal(digits, secret_keys())
    account.person_id_digest = digest


def _store(account: Account) -> None:
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise UsernameTaken(fields={"username": UsernameTaken().message}) from None
    if account.email:
        EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=False)


@action("identity.create_account", access=needs(MANAGE))
def create_account(
    *, actor: Actor, at: datetime, username: str, full_name: str, email: str, kind: AccountKind = AccountKind.OFFICIAL
) -> Done[AccountInfo]:
    """Cấp tài khoản for an official; they choose a password by the link of "forgot password".

    Raises ``InvalidInput`` and ``UsernameTaken``.
    """
    account = make_account(at=at, username=username, kind=kind, full_name=full_name, email=email)
    _store(account)
    return Done(to_info(account), subject=("account", account.id), detail={"kind": kind})


@action("identity.issue_password_link", access=SYSTEM_ONLY)
def issue_password_link(*, actor: Actor, at: datetime, account_id: UUID) -> Done[str]:
    """Liên kết đặt mật khẩu of an account, where no mail can carry it: an address below the platform's own, good once
    and for as long as the one by mail. Raises ``AccountNotFound``.
    """
    account = Account.objects.filter(id=account_id, is_active=True).first()
    if account is None:
        raise AccountNotFound
    key = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(account)
    parts = {"uidb36": user_pk_to_url_str(account), "key": key}
    return Done(reverse("account_reset_password_from_key", kwargs=parts), subject=("account", account.id))


@action("identity.set_active", access=needs(MANAGE))
def set_active(*, actor: Actor, at: datetime, account_id: UUID, active: bool) -> Done[None]:
    """Khoá hoặc mở tài khoản. Locking ends every session and token at once. Raises ``AccountNotFound``."""
    if (
        not Account.objects.filter(id=account_id)
        .exclude(id__in=[actor.account_id] if actor.account_id else [])
        .update(is_active=active)
    ):
        raise AccountNotFound
    if active:
        DormantAccount.objects.filter(account_id=account_id).update(opened_at=at)
    else:
        end_everything(account_id, at)
    return Done(None, subject=("account", account_id), detail={"active": active})


def end_everything(account_id: UUID, at: datetime) -> None:
    """End every session and token of an account."""
    for session in UserSession.objects.filter(user_id=account_id):
        session.end()
    ApiToken.objects.filter(account_id=account_id, revoked_at__isnull=True).update(revoked_at=at)


@action("identity.reset_second_factor", access=needs(MANAGE))
def reset_second_factor(*, actor: Actor, at: datetime, account_id: UUID) -> Done[None]:
    """Gỡ xác thực hai lớp of somebody who lost the device; all their sessions end. Raises ``AccountNotFound``."""
    if not Account.objects.filter(id=account_id).exists():
        raise AccountNotFound
    Authenticator.objects.filter(user_id=account_id).delete()
    for session in UserSession.objects.filter(user_id=account_id):
        session.end()
    return Done(None, subject=("account", account_id))


@action("identity.update_account", access=SIGNED_IN, right=None)
def update_account(
    *, actor: Actor, at: datetime, full_name: str, phone: str, language: str, person_id: str = ""
) -> Done[AccountInfo]:
    """The actor's own name, telephone, language and, where none was given yet, số định danh.

    Raises ``InvalidInput``, ``BadPersonId``, ``PersonIdTaken``, ``AccountNotFound``.
    """
    account = Account.objects.select_for_update().filter(id=person_id_of(actor)).first()
    if account is None:
        raise AccountNotFound
    name = normalise_name(full_name)
    if not name or len(name) > 120:
        raise InvalidInput(fields={"full_name": InvalidInput().message})
    if language not in Language.values:
        raise InvalidInput(fields={"language": InvalidInput().message})
    if len(phone) > 20:
        raise InvalidInput(fields={"phone": InvalidInput().message})
    account.full_name, account.name_folded = name, fold(name)
    account.phone, account.language = phone.strip(), language
    if account.person_id_digest is None:
        set_person_id(account, person_id)
    account.save()
    return Done(to_info(account), subject=("account", account.id))


@action("identity.prove_person", access=SYSTEM_ONLY)
def prove_person(
    *, actor: Actor, at: datetime, account_id: UUID, person_id: str, level: int, proved_by: str
) -> Done[None]:
    """Ghi nhận danh tính đã được xác thực: ``proved_by`` vouches that the number is this account's owner's.

    A number that was typed into another account without proof is taken off there. Raises ``BadPersonId``,
    ``ProvedOtherwise`` where the account was proved to be somebody else's, ``PersonIdTaken`` where another account has
    proved the number, ``AccountNotFound``.
    """
    digits = tidy_person_id(person_id)
    account = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
    if account is None:
        raise AccountNotFound
    if not digits:
        raise BadPersonId
    digest = person_id_digest(digits, secret_keys()[0])
    proof = PersonProof.objects.filter(account_id=account_id).first()
    if proof and bytes(account.person_id_digest or b"") != digest:
        raise ProvedOtherwise
    other = Account.objects.select_for_update().filter(person_id_digest=digest).exclude(id=account_id).first()
    if other and PersonProof.objects.filter(account_id=other.id).exists():
        raise PersonIdTaken
    if other:
        other.person_id_sealed = other.person_id_digest = None
        other.save(update_fields=["person_id_sealed", "person_id_digest"])
    account.person_id_sealed, account.person_id_digest = seal(digits, secret_keys()), digest
    account.save(update_fields=["person_id_sealed", "person_id_digest"])
    values = {"level": level, "proved_at": at, "proved_by": proved_by}
    PersonProof.objects.update_or_create(account_id=account_id, defaults=values)
    return Done(
        None,
        events=[PersonProved(account_id, level)],
        subject=("account", account_id),
        detail={"level": level, "proved_by": proved_by, "taken_off": str(other.id) if other else ""},
    )


@action("identity.create_token", access=SIGNED_IN, right=None)
def create_token(*, actor: Actor, at: datetime, name: str, days: int) -> Done[str]:
    """Tạo mã truy cập API for the actor's account. Returns the token, which is shown once and never stored.

    Raises ``InvalidInput`` and ``TooManyTokens``.
    """
    tidy = normalise_name(name)
    if not tidy or len(tidy) > 80 or days not in TOKEN_DAYS:
        raise InvalidInput(fields={"name": InvalidInput().message})
    Account.objects.select_for_update().get(id=person_id_of(actor))
    if (
        ApiToken.objects.filter(account_id=person_id_of(actor), revoked_at__isnull=True, expires_at__gt=at).count()
        >= TOKENS_AT_MOST
    ):
        raise TooManyTokens(limit=TOKENS_AT_MOST)
    secret = new_token()
    proof = origin.get().proof or Proof()
    reached = [level for level in ProofLevel if level in proof.ages][-1:] or [ProofLevel.PASSWORD]
    row = ApiToken(
        id=new_id(),
        account_id=person_id_of(actor),
        name=tidy,
        digest=token_digest(secret),
        hint=secret[-4:],
        created_at=at,
        expires_at=at + timedelta(days=days),
        level=reached[0],
        proved_at=at - timedelta(seconds=proof.ages.get(reached[0], 0)),
    )
    return Done(secret, rows=[row], subject=("token", row.id), detail={"days": days, "level": row.level})


@action("identity.revoke_token", access=SIGNED_IN, right=None)
def revoke_token(*, actor: Actor, at: datetime, token_id: UUID) -> Done[None]:
    """Thu hồi mã truy cập of the actor's own. Raises ``TokenNotFound``."""
    mine = ApiToken.objects.filter(id=token_id, account_id=person_id_of(actor), revoked_at__isnull=True)
    if not mine.update(revoked_at=at):
        raise TokenNotFound
    return Done(None, subject=("token", token_id))


@action("identity.end_token", access=SYSTEM_ONLY)
def end_token(*, actor: Actor, at: datetime, token_id: UUID, ends_at: datetime) -> Done[bool]:
    """Chấm dứt mã truy cập of anybody at a moment, now at once. Whether it worked until then."""
    rows = ApiToken.objects.filter(id=token_id, revoked_at__isnull=True, expires_at__gt=ends_at)
    ended = rows.update(revoked_at=at) if ends_at <= at else rows.update(expires_at=ends_at)
    return Done(bool(ended), subject=("token", token_id), detail={"ends": ends_at.isoformat()})


@action("identity.end_session", access=SIGNED_IN, right=None)
def end_session(*, actor: Actor, at: datetime, session_no: int) -> Done[None]:
    """Đăng xuất một thiết bị of the actor's own. Raises ``SessionNotFound``."""
    session = UserSession.objects.filter(pk=session_no, user_id=person_id_of(actor)).first()
    if session is None:
        raise SessionNotFound
    session.end()
    return Done(None, subject=("session", session_no))


@action("identity.choose_for_whom", access=SIGNED_IN_OR_HELPER, right=None)
def choose_for_whom(*, actor: Actor, at: datetime) -> Done[None]:
    """Note in the audit log that somebody acts for another from now on, or for themselves again."""
    return Done(None, subject=("account", actor.account_id or ""))


@action("identity.record_sign_in", access=SIGNED_IN, right=None)
def record_sign_in(*, actor: Actor, at: datetime, methods: list[str]) -> Done[None]:
    """Note in the audit log that the actor has signed in, and by what."""
    return Done(None, subject=("account", actor.person_id), detail={"methods": methods})


@action("identity.record_failed_sign_in", access=PUBLIC)
def record_failed_sign_in(*, actor: Actor, at: datetime, account_id: UUID | None) -> Done[None]:
    """Note in the audit log that a sign-in failed; the account is named where the name typed was one."""
    return Done(None, subject=("account", account_id or ""))


@action("identity.record_security_change", access=SIGNED_IN, right=None)
def record_security_change(*, actor: Actor, at: datetime, what: str) -> Done[None]:
    """Note in the audit log a change that allauth has made: password, e-mail, second factor."""
    return Done(None, subject=("account", actor.person_id), detail={"what": what})


@cache
def _demo_password_hash() -> str:
    """One hash for all demo accounts: their password is printed anyway, and each hash costs a slow computation."""
    return make_password(DEMO_PASSWORD)


@action("identity.ensure_demo_account", access=SYSTEM_ONLY)
def ensure_demo_account(
    *,
    actor: Actor,
    at: datetime,
    username: str,
    kind: AccountKind,
    full_name: str,
    email: str,
    phone: str,
    person_id: str,
) -> Done[AccountInfo]:
    """A demo account with the demo password; made once and left alone afterwards. Raises ``DemoRefused``."""
    if not settings.DEMO or settings.PRODUCTION:
        raise DemoRefused
    account = Account.objects.filter(username=username).first()
    if account is None:
        account = make_account(
            at=at, username=username, kind=kind, full_name=full_name, email=email, phone=phone, person_id=person_id
        )
        account.demo = True
        account.password = _demo_password_hash()
        _store(account)
    return Done(to_info(account), subject=("account", account.id))
