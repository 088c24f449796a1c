"""Comparing both sides over a period: what one has and the other has not, and where their statuses differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import TZ
from tinhso.core.ids import new_id
from tinhso.engines.cases import api as cases
from tinhso.services.national_portal.actions.planning import follow_cases
from tinhso.services.national_portal.actions.sending import mark
from tinhso.services.national_portal.actions.settling import fetch_one
from tinhso.services.national_portal.models import Link, Message, NationalDossier
from tinhso.services.national_portal.ports import Refused, Unreachable, Wire, current_wire
from tinhso.services.national_portal.rules import formats
from tinhso.services.national_portal.types import (
    SETTLE,
    MessageState,
    Origin,
    PeriodUnreadable,
    PortalOff,
    PortalUnreachable,
    Trouble,
)

_PAGE: Final = 500
_LONGEST: Final = timedelta(days=92)
_FOUND_HERE: Final = ("status_differs", "missing_there", "missing_here")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a comparison found: dossiers compared, differences, dossiers planned or asked for again by it."""

    compared: int
    differing: int
    planned: int
    fetched: int


@action("national_portal.reconcile", access=needs(SETTLE))
def reconcile(*, actor: Actor, at: datetime, start: date, end: date) -> Done[Reconciled]:
    """Compare the dossiers filed from ``start`` until before ``end`` on both sides; differences are marked.

    What was never planned is planned, what never came is asked for again. What is still on its way is no difference.
    Raises ``PeriodUnreadable``, ``PortalOff``, ``PortalUnreachable``.
    """
    if not start < end <= start + _LONGEST:
        raise PeriodUnreadable
    wire = current_wire()
    if wire is None:
        raise PortalOff
    try:
        theirs = dict(_theirs(wire, start, end))
    except (Unreachable, Refused) as error:
        raise PortalUnreachable from error
    planned = follow_cases(_unplanned(start, end), at)
    compared, differing = _compare(theirs, start, end, at)
    fetched = _fetch_missing(theirs, at)
    Link.objects.update_or_create(pk=1, defaults={"reconciled_at": at})
    found = Reconciled(compared, differing + _mark_missing_here(theirs, at), planned, fetched)
    detail = {"start": str(start), "end": str(end), "compared": found.compared, "differing": found.differing}
    return Done(found, subject=("national_portal", "reconcile"), detail=detail)


def _theirs(wire: Wire, start: date, end: date) -> Iterator[tuple[str, str]]:
    """Code and status of every dossier filed there in a period."""
    first, last = (formats.written(datetime.combine(day, datetime.min.time(), TZ)) for day in (start, end))
    after = ""
    while True:
        asked = {"TuNgay": first, "DenNgay": last, "Sau": after, "SoLuong": _PAGE}
        answer = wire.call("DanhSachTrangThai", asked, request_id=str(new_id()))
        rows = answer.get("DanhSach") or []
        for row in rows:
            yield str(row["MaHoSo"]), str(row["TrangThai"])
        if len(rows) < _PAGE:
            return
        after = str(rows[-1]["MaHoSo"])


def _unplanned(start: date, end: date) -> list[UUID]:
    known = NationalDossier.objects.filter(case=OuterRef("pk"))
    filed = cases.Case.objects.filter(filed_at__date__gte=start, filed_at__date__lt=end, code__isnull=False)
    return list(filed.exclude(Exists(known)).values_list("id", flat=True))


def _compare(theirs: dict[str, str], start: date, end: date, at: datetime) -> tuple[int, int]:
    """Mark where the sides differ, and what no longer does; (compared, differing)."""
    waiting = Message.objects.filter(dossier=OuterRef("pk"), state=MessageState.WAITING)
    ours = NationalDossier.objects.filter(case__filed_at__date__gte=start, case__filed_at__date__lt=end)
    compared = differing = 0
    for dossier in ours.filter(code__isnull=False).exclude(Exists(waiting)).select_related("case").iterator():
        compared += 1
        status = theirs.get(dossier.code or "")
        if status is None:
            problem = (Trouble.MISSING, "missing_there", "")
        elif dossier.case is not None and status != dossier.case.status:
            problem = (Trouble.CONFLICT, "status_differs", f"{status} ≠ {dossier.case.status}")
        else:
            problem = None
        differing += problem is not None
        if problem is not None and not dossier.trouble and dossier.settled_at is None:
            mark(dossier, *problem, at)
        elif problem is None and dossier.trouble_code in _FOUND_HERE:
            mark(dossier, "", "", "", at)
    return compared, differing


def _unknown(theirs: dict[str, str]) -> list[str]:
    known = set(NationalDossier.objects.filter(code__in=theirs).values_list("code", flat=True))
    return sorted(set(theirs) - known)


def _fetch_missing(theirs: dict[str, str], at: datetime) -> int:
    return sum(fetch_one(code, at) for code in _unknown(theirs)[:_PAGE])


def _mark_missing_here(theirs: dict[str, str], at: datetime) -> int:
    """What they have and could not be asked for."""
    missing = _unknown(theirs)
    for code in missing:
        dossier = NationalDossier.objects.create(
            code=code, origin=Origin.NATIONAL, procedure="", told_status=theirs[code], created_at=at
        )
        mark(dossier, Trouble.MISSING, "missing_here", "", at)
    return len(missing)
