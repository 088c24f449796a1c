"""What an office keeps books of: its dossiers by day, who held one and when, whose time a late one is late by."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.core.personal import note_seen
from tinhso.engines.cases import rules
from tinhso.engines.cases.models import Case, CaseEvent, ClockSegment, Task
from tinhso.engines.cases.queries import flow_of, may_read
from tinhso.engines.cases.types import SUBJECT, ClockMode, Party
from tinhso.foundation.calendar.api import WorkingCalendar, calendar_for

READ = "cases.read"
#: National statuses: papers were asked for; the result was handed over.
WAITING, RETURNED = "5", "10"


def dossiers() -> QuerySet[Case]:
    """Every dossier of a procedure. Of a linked one its parts, which each have an office; not the whole."""
    return Case.objects.filter(data__has_key="procedure_version").exclude(settings__has_key="parts")


def book_of_unit(
    *,
    actor: Actor,
    unit_id: UUID,
    start: datetime,
    end: datetime,
    type_code: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Page[Case]:
    """The dossiers that came to a unit, to decide or at its counter, from ``start`` until before ``end``, oldest first.

    Nothing where the actor may not read the unit's dossiers. One query, two with the total.
    """
    if not actor.can(READ, unit_id=unit_id):
        return Page([], total=0)
    elsewhere = Q(receiving_unit_id=unit_id) & ~Q(receiving_unit_id=F("unit_id"))
    cases = dossiers().filter(Q(unit_id=unit_id) | elsewhere, filed_at__gte=start, filed_at__lt=end)
    if type_code:
        cases = cases.filter(type__code=type_code)
    rows = cases.select_related("type", "unit", "receiving_unit")
    page = keyset(rows, order=("filed_at", "id"), after=after, limit=limit, total=cases.count())
    note_seen(actor=actor, kind=SUBJECT, ids=[case.id for case in page.items])
    return page


def readable(*, actor: Actor, case_ids: Collection[UUID]) -> list[Case]:
    """Those of some dossiers that the actor may read, in the order asked for. One query."""
    found = dossiers().filter(pk__in=case_ids).select_related("type", "unit", "receiving_unit").in_bulk()
    cases = [found[case_id] for case_id in dict.fromkeys(case_ids) if case_id in found]
    read = [case for case in cases if may_read(actor, case)]
    note_seen(actor=actor, kind=SUBJECT, ids=[case.id for case in read])
    return read


def tasks_of_case(case_id: UUID) -> list[Task]:
    """Who has had a case to do, in order of time."""
    tasks = Task.objects.filter(case_id=case_id).select_related("unit", "assignee")
    return list(tasks.order_by("opened_at", "id"))


def judged_now(case: Case, events: Iterable[CaseEvent], at: datetime) -> tuple[rules.Timeliness, rules.Ground]:
    """How the index of QĐ 766/QĐ-TTg would judge a case if its period ended now. No query."""
    requests = tuple(event.at for event in events if event.changes.get("status") == WAITING)
    stands_still = flow_of(case.version_id).state_by_id[case.state].clock is ClockMode.PAUSE
    done_at = case.finished_at if case.status in {"9", "10"} else None
    course = rules.Course(
        received_at=case.received_at,
        promised_at=case.promised_at,
        done_at=done_at,
        returned_at=case.closed_at if case.status == RETURNED else None,
        stopped_at=case.finished_at if done_at is None else None,
        requests=requests,
        waiting=case.status == WAITING,
        held_at=case.state_since if stands_still and case.status != WAITING else None,
    )
    return rules.judge(course, period_end=at)


def late_time(case: Case, segments: Sequence[ClockSegment], at: datetime) -> list[rules.LateShare]:
    """The working time that a case is late by at a moment, each minute charged to exactly one party; empty in time.

    Late is what lies after the promise, up to the finish; time that stands still from before the promise is not late:
    its end moves the promise. One query, for the calendar.
    """
    until = _late_until(case, segments, at)
    if case.promised_at is None or until <= case.promised_at:
        return []
    return _charged(case, segments, until, _calendar(case))


def late_time_of(cases: Iterable[Case], at: datetime) -> dict[UUID, list[rules.LateShare]]:
    """``late_time`` of several cases; those in time are left out. One query, and one a calendar."""
    found = [case for case in cases if case.promised_at and (case.finished_at or at) > case.promised_at]
    segments: dict[UUID, list[ClockSegment]] = {}
    for segment in ClockSegment.objects.filter(case_id__in=[case.id for case in found]).order_by("case_id", "number"):
        segments.setdefault(segment.case_id, []).append(segment)
    calendars: dict[tuple[str, UUID], WorkingCalendar] = {}
    late: dict[UUID, list[rules.LateShare]] = {}
    for case in found:
        mine = segments.get(case.id, [])
        until = _late_until(case, mine, at)
        if case.promised_at is None or until <= case.promised_at:
            continue
        key = (case.settings["hours"], case.unit_id)
        calendar = calendars.get(key) or calendars.setdefault(key, _calendar(case))
        if shares := _charged(case, mine, until, calendar):
            late[case.id] = shares
    return late


def _late_until(case: Case, segments: Sequence[ClockSegment], at: datetime) -> datetime:
    """Up to when time is late: the finish, now, or the beginning of a pause that the promise will be moved by."""
    if case.finished_at is not None:
        return case.finished_at
    paused = flow_of(case.version_id).state_by_id[case.state].clock is ClockMode.PAUSE
    last = segments[-1].started_at if segments and paused else None
    return last if last and case.promised_at and last <= case.promised_at else at


def _charged(
    case: Case, segments: Sequence[ClockSegment], until: datetime, calendar: WorkingCalendar
) -> list[rules.LateShare]:
    held = [rules.Held(s.started_at, s.ended_at, s.charged_to, s.unit_id or case.unit_id) for s in segments]
    unheld = rules.Held(case.filed_at, None, Party.OFFICE, case.receiving_unit_id)
    due_at = case.promised_at or until
    return rules.late_shares(calendar, held, due_at=due_at, until=until, otherwise=unheld)


def _calendar(case: Case) -> WorkingCalendar:
    return calendar_for(case.settings["hours"], case.filed_at.date(), case.unit_id)
