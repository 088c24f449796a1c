"""Handing papers over: a sheet is made, taken whole or without some, or taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import Forbidden
from tinhso.core.i18n import format_datetime
from tinhso.core.ids import new_id
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.papers import queries
from tinhso.services.papers.models import Sheet, SheetEntry
from tinhso.services.papers.types import (
    GIVE,
    MOST,
    AlreadyOnSheet,
    EntryState,
    Handover,
    NotTheTaker,
    SheetClosed,
    SheetInvalid,
    SheetKind,
    SheetState,
)
from tinhso.services.procedures import api as procedures

_TAKE_NUMBER: Final = """
    INSERT INTO ts_papers_sheetnumber (unit_id, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (unit_id, year) DO UPDATE SET last = ts_papers_sheetnumber.last + 1 RETURNING last
"""
LONGEST_REASON: Final = 500
LONGEST_TRACKING: Final = 40
#: National status of a dossier whose result waits to be sent.
RESULT_READY: Final = "9"


@action("papers.make_sheet", access=needs(GIVE))
def make_sheet(*, actor: Actor, at: datetime, handover: Handover) -> Done[Sheet]:
    """Lập phiếu bàn giao: put dossiers on a sheet of the actor's own unit, under its next number.

    All or nothing. Raises ``SheetInvalid``, ``AlreadyOnSheet``, ``Forbidden`` without the right over the own unit.
    """
    if actor.unit_id is None or not actor.can(GIVE, unit_id=actor.unit_id):
        raise Forbidden
    found = _checked(actor, at, handover)
    number = _number(actor.unit_id, at)
    sheet = Sheet(
        id=new_id(),
        number=number,
        year=local(at).year,
        kind=handover.kind,
        from_unit_id=actor.unit_id,
        to_unit_id=handover.to_unit_id if handover.kind is SheetKind.UNIT else None,
        carrier=handover.carrier.strip()[:200] if handover.kind is SheetKind.POST else "",
        content=handover.content.strip()[:300],
        made_by=actor.name,
        made_by_id=actor.account_id,
        made_at=at,
    )
    sheet.save(force_insert=True)
    entries = [
        SheetEntry(
            id=new_id(),
            sheet=sheet,
            case=case,
            place=place,
            tracking=handover.tracking.get(case.id, "").strip()[:LONGEST_TRACKING],
        )
        for place, case in enumerate(found, 1)
    ]
    try:
        with transaction.atomic():
            SheetEntry.objects.bulk_create(entries)
    except IntegrityError:  # somebody put one of them on a sheet at the same moment
        _free, busy = queries.choosable(actor=actor, case_ids=handover.case_ids)
        raise AlreadyOnSheet(codes=", ".join(busy)) from None
    return Done(sheet, subject=("sheet", sheet.id), detail={"number": number, "dossiers": len(entries)})


def _checked(actor: Actor, at: datetime, handover: Handover) -> list[cases.Case]:
    problems: dict[str, str] = {}
    if handover.kind is SheetKind.UNIT:
        known = {unit.id for unit in organisation.units_as_of(local(at).date())}
        if handover.to_unit_id not in known:
            problems["to_unit"] = gettext("Chọn nơi nhận.")
    elif not handover.carrier.strip():
        problems["carrier"] = gettext("Ghi bưu cục hoặc người của bưu chính nhận.")
    asked = list(dict.fromkeys(handover.case_ids))
    if not 0 < len(asked) <= MOST:
        problems["dossiers"] = gettext("Chọn từ 1 đến {most} hồ sơ.").format(most=MOST)
    if problems:
        raise SheetInvalid(fields=problems)
    found, busy = queries.choosable(actor=actor, case_ids=asked)
    if busy:
        raise AlreadyOnSheet(codes=", ".join(busy))
    if len(found) < len(asked):
        raise SheetInvalid(fields={"dossiers": gettext("Có hồ sơ không xem được hoặc không còn.")})
    if handover.kind is SheetKind.POST:
        _check_ready(found)
    return found


def _check_ready(found: list[cases.Case]) -> None:
    """What goes to the post has a result that was not fetched, or only downloaded, and nothing is owed for it."""
    awaited = queries.awaited_by_post(found)
    early = [case.code or "" for case in found if case.status != RESULT_READY and case.id not in awaited]
    if early:
        told = gettext("Chưa có kết quả, hoặc đã trả: {codes}").format(codes=", ".join(early))
        raise SheetInvalid(fields={"dossiers": told})
    away = queries.with_post(found)
    if away:
        raise SheetInvalid(fields={"dossiers": gettext("Bưu chính đang giữ: {codes}").format(codes=", ".join(away))})
    try:
        procedures.check_paid(found)
    except procedures.FeeOwed as error:
        raise SheetInvalid(fields={"dossiers": error.message}) from error


def _number(unit_id: UUID, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NUMBER, [unit_id, local(at).year])
        return int(cursor.fetchone()[0])


def _open_sheet(actor: Actor, sheet_id: UUID) -> Sheet:
    sheet = queries.access_sheet(actor=actor, sheet_id=sheet_id, lock=True)
    if sheet.state != SheetState.OPEN:
        raise SheetClosed(who=sheet.closed_by, when=format_datetime(sheet.closed_at))
    return sheet


@action("papers.take_sheet", access=needs(GIVE))
def take_sheet(
    *, actor: Actor, at: datetime, sheet_id: UUID, left: Mapping[UUID, str] | None = None, taker: str = ""
) -> Done[Sheet]:
    """Xác nhận nhận bàn giao: the taking side confirms a sheet, whole or without some.

    ``left`` gives the reason of each dossier (by case) that was not taken; of a sheet for the post ``taker`` is who
    signed for the carrier. Raises ``SheetNotFound``, ``SheetClosed``, ``NotTheTaker``, ``SheetInvalid``.
    """
    sheet = _open_sheet(actor, sheet_id)
    if not queries.may_take(actor, sheet):
        raise NotTheTaker
    reasons = {case_id: text.strip()[:LONGEST_REASON] for case_id, text in (left or {}).items()}
    entries = queries.entries_of(sheet)
    unsaid = [entry for entry in entries if entry.case_id in reasons and not reasons[entry.case_id]]
    problems = {str(entry.case_id): gettext("Ghi lý do không nhận.") for entry in unsaid}
    if set(reasons) - {entry.case_id for entry in entries}:
        problems["left"] = gettext("Có hồ sơ không nằm trong phiếu này.")
    if sheet.kind == SheetKind.POST and not taker.strip():
        problems["taker"] = gettext("Ghi tên người của bưu chính đã ký nhận.")
    if problems:
        raise SheetInvalid(fields=problems)
    for entry in entries:
        entry.state = EntryState.LEFT if entry.case_id in reasons else EntryState.TAKEN
        entry.reason = reasons.get(entry.case_id, "")
    SheetEntry.objects.bulk_update(entries, ["state", "reason"])
    sheet.state, sheet.closed_at = SheetState.TAKEN, at
    sheet.closed_by = taker.strip()[:250] if sheet.kind == SheetKind.POST else actor.name
    sheet.save(update_fields=["state", "closed_at", "closed_by"])
    return Done(sheet, subject=("sheet", sheet.id), detail={"taken": len(entries) - len(reasons), "left": len(reasons)})


@action("papers.cancel_sheet", access=needs(GIVE))
def cancel_sheet(*, actor: Actor, at: datetime, sheet_id: UUID, reason: str) -> Done[Sheet]:
    """Hủy phiếu bàn giao: the giving side takes a sheet back that nobody has confirmed; its dossiers are free again.

    Raises ``SheetNotFound``, ``SheetClosed``, ``SheetInvalid``, ``Forbidden``.
    """
    sheet = _open_sheet(actor, sheet_id)
    if not queries.may_cancel(actor, sheet):
        raise Forbidden
    if not reason.strip():
        raise SheetInvalid(fields={"reason": gettext("Ghi lý do hủy phiếu.")})
    sheet.entries.update(state=EntryState.CANCELLED)
    sheet.state, sheet.closed_at, sheet.closed_by = SheetState.CANCELLED, at, actor.name
    sheet.reason = reason.strip()[:LONGEST_REASON]
    sheet.save(update_fields=["state", "closed_at", "closed_by", "reason"])
    return Done(sheet, subject=("sheet", sheet.id), detail={})


@action("papers.record_tracking", access=needs(GIVE))
def record_tracking(*, actor: Actor, at: datetime, sheet_id: UUID, tracking: Mapping[UUID, str]) -> Done[Sheet]:
    """Ghi mã vận đơn: the tracking numbers that the post gave, by case; those not named stay as they are.

    Raises ``SheetNotFound``, ``SheetInvalid``, ``Forbidden``.
    """
    sheet = queries.access_sheet(actor=actor, sheet_id=sheet_id, lock=True)
    if not actor.can(GIVE, unit_id=sheet.from_unit_id):
        raise Forbidden
    entries = [entry for entry in queries.entries_of(sheet) if entry.case_id in tracking]
    if sheet.kind != SheetKind.POST or sheet.state == SheetState.CANCELLED or len(entries) < len(tracking):
        raise SheetInvalid(fields={"tracking": gettext("Chỉ ghi mã vận đơn cho hồ sơ của phiếu giao bưu chính.")})
    for entry in entries:
        entry.tracking = tracking[entry.case_id].strip()[:LONGEST_TRACKING]
    SheetEntry.objects.bulk_update(entries, ["tracking"])
    return Done(sheet, subject=("sheet", sheet.id), detail={"numbers": len(entries)})
