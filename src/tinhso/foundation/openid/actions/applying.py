"""Applications: registered by an agency, decided by another official, suspended at once."""

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import PUBLIC, SYSTEM, SYSTEM_ONLY, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.foundation.identity import api as identity
from tinhso.foundation.openid.models import Application, InitialToken
from tinhso.foundation.openid.queries import access_application, known_scopes
from tinhso.foundation.openid.rules.registering import faults, sector_of
from tinhso.foundation.openid.rules.secrets import digest, new_secret
from tinhso.foundation.openid.types import (
    APPROVE,
    REGISTER,
    ApplicationMovedOn,
    BadInitialToken,
    BadRegistration,
    ClientKind,
    Made,
    OwnApplication,
    Registration,
    State,
)

INITIAL_TOKEN_LIVES: Final = timedelta(days=7)
#: Decision → from which states it leads to which.
DECISIONS: Final = {
    "approve": ({State.PROPOSED, State.REFUSED}, State.APPROVED),
    "refuse": ({State.PROPOSED}, State.REFUSED),
    "suspend": ({State.APPROVED}, State.SUSPENDED),
    "resume": ({State.SUSPENDED}, State.APPROVED),
}


def _checked(asked: Registration) -> dict[str, Any]:
    wrong = faults(asked, known_scopes())
    if wrong:
        raise BadRegistration(fields=wrong)
    values = asdict(asked) | {"sector": sector_of(asked)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _made(asked: Registration, *, at: datetime, unit_id: UUID, owner_id: UUID) -> tuple[Application, str]:
    values = _checked(asked)
    has_secret = asked.kind == ClientKind.CONFIDENTIAL and asked.jwks is None and not asked.jwks_uri
    secret = new_secret() if has_secret else ""
    row = Application(
        id=new_id(),
        client_id=new_id().hex,
        unit_id=unit_id,
        owner_id=owner_id,
        registered_at=at,
        secret_digest=digest(secret) if secret else None,
        **values,
    )
    return row, secret


@action("openid.register_application", access=needs(REGISTER))
def register_application(*, actor: Actor, at: datetime, asked: Registration) -> Done[Made]:
    """Đăng ký ứng dụng of the actor's unit; it works once somebody else has approved it.

    Raises ``BadRegistration`` with its fields, ``Forbidden`` without a unit.
    """
    if actor.unit_id is None or not actor.can(REGISTER, unit_id=actor.unit_id):
        raise Forbidden
    row, secret = _made(asked, at=at, unit_id=actor.unit_id, owner_id=identity.account_id_of(actor))
    made = Made(row.id, row.client_id, secret)
    return Done(made, rows=[row], subject=("application", row.id), detail={"client_id": row.client_id})


@action("openid.issue_initial_token", access=needs(REGISTER))
def issue_initial_token(*, actor: Actor, at: datetime) -> Done[str]:
    """Cấp mã đăng ký by which one application of the actor's unit registers itself within a week (RFC 7591, 1.2).

    Returns the token, shown once. Raises ``Forbidden`` without a unit.
    """
    if actor.unit_id is None or not actor.can(REGISTER, unit_id=actor.unit_id):
        raise Forbidden
    secret = new_secret()
    row = InitialToken(
        id=new_id(),
        digest=digest(secret),
        unit_id=actor.unit_id,
        issuer_id=identity.account_id_of(actor),
        issued_at=at,
        expires_at=at + INITIAL_TOKEN_LIVES,
    )
    return Done(secret, rows=[row], subject=("initial_token", row.id))


@action("openid.register_by_token", access=PUBLIC)
def register_by_token(*, actor: Actor, at: datetime, token: str, asked: Registration) -> Done[Made]:
    """An application registers itself by an initial token, which is used up. Raises ``BadInitialToken`` and
    ``BadRegistration``.
    """
    rows = InitialToken.objects.select_for_update().filter(
        digest=digest(token), used_at__isnull=True, expires_at__gt=at
    )
    initial = rows.first()
    if initial is None:
        raise BadInitialToken
    row, secret = _made(asked, at=at, unit_id=initial.unit_id, owner_id=initial.issuer_id)
    initial.used_at = at
    initial.save(update_fields=["used_at"])
    made = Made(row.id, row.client_id, secret)
    return Done(made, rows=[row], subject=("application", row.id), detail={"initial_token": str(initial.id)})


def _own(actor: Actor, application_id: UUID) -> Application:
    row = access_application(actor=actor, application_id=application_id)
    if not actor.can(REGISTER, unit_id=row.unit_id):
        raise Forbidden
    return Application.objects.select_for_update(of=("self",)).get(id=row.id)


@action("openid.change_application", access=needs(REGISTER))
def change_application(*, actor: Actor, at: datetime, application_id: UUID, asked: Registration) -> Done[None]:
    """Sửa đăng ký; the application waits for a decision again, and does not work until then.

    Its kind stays; one that had a secret has none any more once it has keys, and the other way round it asks for one.
    Raises ``ApplicationNotFound``, ``Forbidden``, ``BadRegistration``.
    """
    row = _own(actor, application_id)
    values = _checked(replace(asked, kind=row.kind))
    for name, value in values.items():
        setattr(row, name, value)
    if row.has_keys:
        row.secret_digest = None
    elif row.kind == ClientKind.CONFIDENTIAL and row.secret_digest is None:
        # Nobody knows it: a secret is asked for by ``renew_secret``.
        row.secret_digest = digest(new_secret())
    row.state, row.decided_at, row.decided_by_id, row.reason = State.PROPOSED, None, None, ""
    row.save()
    return Done(None, subject=("application", row.id))


@action("openid.renew_secret", access=needs(REGISTER))
def renew_secret(*, actor: Actor, at: datetime, application_id: UUID) -> Done[Made]:
    """Đổi bí mật of an application; the old one stops at once. Raises ``ApplicationNotFound``, ``Forbidden``,
    ``ApplicationMovedOn`` for one that has none: a public one, and one with keys of its own.
    """
    row = _own(actor, application_id)
    if row.kind == ClientKind.PUBLIC or row.has_keys:
        raise ApplicationMovedOn
    secret = new_secret()
    row.secret_digest = digest(secret)
    row.save(update_fields=["secret_digest"])
    return Done(Made(row.id, row.client_id, secret), subject=("application", row.id))


@action("openid.suspend_unconfirmed", access=SYSTEM_ONLY)
def suspend_unconfirmed(*, actor: Actor, at: datetime, application_id: UUID) -> Done[bool]:
    """Tạm dừng ứng dụng whose rights were withdrawn in a review, with every token it holds. Whether it worked."""
    reason = gettext("Không được giữ lại khi rà soát quyền.")
    rows = Application.objects.filter(id=application_id, state=State.APPROVED)
    stopped = rows.update(state=State.SUSPENDED, reason=reason, decided_at=at, decided_by=None)
    return Done(bool(stopped), subject=("application", application_id))


def end_application(application_id: UUID, at: datetime, _day: date) -> None:
    """Let an application stop as the platform's own act, within that of who decided it."""
    suspend_unconfirmed(actor=SYSTEM, at=at, application_id=application_id)


@action("openid.decide_application", access=needs(APPROVE))
def decide_application(
    *, actor: Actor, at: datetime, application_id: UUID, decision: str, reason: str = ""
) -> Done[None]:
    """Duyệt, không duyệt, tạm dừng, mở lại (``approve``, ``refuse``, ``suspend``, ``resume``). What is suspended stops
    at once, with every token it holds.

    Raises ``ApplicationNotFound``, ``OwnApplication``, ``ApplicationMovedOn``, ``BadRegistration`` without a reason
    where one is needed.
    """
    found = access_application(actor=actor, application_id=application_id)
    if not actor.can(APPROVE, unit_id=found.unit_id):
        raise Forbidden
    row = Application.objects.select_for_update(of=("self",)).get(id=found.id)
    if decision not in DECISIONS or row.state not in DECISIONS[decision][0]:
        raise ApplicationMovedOn
    state = DECISIONS[decision][1]
    if state == State.APPROVED and row.owner_id == actor.account_id:
        raise OwnApplication
    if decision in {"refuse", "suspend"} and len(reason) < 5:
        raise BadRegistration(fields={"reason": BadRegistration().message})
    row.state, row.reason, row.decided_at, row.decided_by_id = state, reason[:500], at, actor.account_id
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    return Done(None, subject=("application", row.id), detail={"decision": decision})
