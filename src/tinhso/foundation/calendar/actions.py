"""Writes: officials close or open a day and take that back."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden, InvalidInput
from tinhso.core.i18n import format_date
from tinhso.foundation.calendar.models import CalendarOverride, OverrideKind
from tinhso.foundation.calendar.queries import MANAGE, access_override, may_decide, read_year
from tinhso.foundation.calendar.types import (
    DayAlreadyChanged,
    DayAlreadyPast,
    DayChanged,
    DayIsNotSo,
    DayReason,
)

_WORKED = {DayReason.WORKING, DayReason.SWAPPED_WORKING}


@action("calendar.decide_day", access=needs(MANAGE))
def decide_day(
    *,
    actor: Actor,
    at: datetime,
    day: date,
    kind: str,
    name: str,
    legal_basis: str,
    unit_id: UUID | None = None,
    unit_name: str = "",
    instead_of: date | None = None,
) -> Done[CalendarOverride]:
    """Close ``day`` (``closed``) or have it worked (``worked``, with the hours of the weekday of ``instead_of``).

    For ``unit_id`` alone, or for every unit. Dates promised before stay as promised; later ones follow the decision.
    Raises ``InvalidInput``, ``DayAlreadyPast``, ``DayIsNotSo``, ``DayAlreadyChanged``, ``Forbidden``.
    """
    if not may_decide(actor, unit_id):
        raise Forbidden
    name, legal_basis = name.strip(), legal_basis.strip()
    required = {"name": name, "legal_basis": legal_basis}
    fields = {key: _("Cần điền mục này.") for key, value in required.items() if not value}
    if kind not in OverrideKind.values:
        fields["kind"] = _("Chọn nghỉ hoặc làm việc.")
    if kind == OverrideKind.WORKED and instead_of is None:
        fields["instead_of"] = _("Chọn ngày được nghỉ thay.")
    if fields:
        raise InvalidInput(fields=fields)
    if day < at.date():
        raise DayAlreadyPast(date=format_date(day), fields={"day": _("Ngày đã qua.")})
    reason = next(
        item.reason for item in read_year(actor=actor, year=day.year, unit_id=unit_id).days if item.date == day
    )
    if (reason in _WORKED) == (kind == OverrideKind.WORKED):
        state = _("làm việc") if reason in _WORKED else _("nghỉ")
        raise DayIsNotSo(date=format_date(day), state=state, fields={"day": _("Ngày này vốn đã như vậy.")})
    override = CalendarOverride(
        unit_id=unit_id,
        unit_name=unit_name,
        date=day,
        kind=kind,
        instead_of=instead_of if kind == OverrideKind.WORKED else None,
        name=name,
        legal_basis=legal_basis,
        decided_by=actor.name,
        decided_by_id=actor.account_id,
        decided_at=at,
    )
    try:
        with transaction.atomic():
            override.save(force_insert=True)
    except IntegrityError:
        raise DayAlreadyChanged(date=format_date(day)) from None
    return Done(
        override,
        events=[DayChanged(day, unit_id)],
        subject=("calendar_day", day.isoformat()),
        detail={"kind": kind, "unit_id": str(unit_id or ""), "legal_basis": legal_basis},
    )


@action("calendar.revoke_decision", access=needs(MANAGE))
def revoke_decision(*, actor: Actor, at: datetime, override_id: UUID) -> Done[CalendarOverride]:
    """Take a decision back; only before its day has come. Raises ``OverrideNotFound``, ``DayAlreadyPast``."""
    override = access_override(actor=actor, override_id=override_id)
    if override.date < at.date():
        raise DayAlreadyPast(date=format_date(override.date))
    override.revoked_at = at
    override.save(update_fields=["revoked_at"])
    return Done(
        override,
        events=[DayChanged(override.date, override.unit_id)],
        subject=("calendar_day", override.date.isoformat()),
        detail={"kind": override.kind, "unit_id": str(override.unit_id or "")},
    )
