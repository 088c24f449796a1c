"""Keeping the courses of dossiers."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection, transaction

from tinhso.core.access import SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.foundation.calendar.api import Deadline, DeadlineUnit, WorkingCalendar, calendar_for
from tinhso.services.procedures import api as procedures
from tinhso.services.scorecards.models import DossierCourse
from tinhso.services.scorecards.rules import courses
from tinhso.services.scorecards.schema import SchemeObject

#: Key of the advisory lock under which courses change: "ts_score" as a number.
_LOCK = 0x74735F73636F7265


def follow_dossiers(case_ids: Iterable[UUID]) -> None:
    """Bring the courses of some dossiers up to date. To be called from a reaction."""
    keys = list(dict.fromkeys(case_ids))
    if keys:
        _write(keys)


@action("scorecards.recount", access=SYSTEM_ONLY)
def recount(*, actor: Actor, at: datetime) -> Done[None]:
    """Write the course of every dossier anew."""
    _write(None)
    return Done(None, subject=("scorecards", "courses"))


def apply_schemes(change: packs.Change[SchemeObject]) -> None:
    """The first scheme of an installation finds the courses of the dossiers that are there already."""
    if change.added:
        _write(None)


def _write(keys: Sequence[UUID] | None) -> None:
    items = packs.current("procedures", procedures.ProcedureObject).values()
    with_papers = [item.id for item in items if any(paper.required is True for paper in item.papers)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(courses.WRITE, {"keys": None if keys is None else list(keys), "with_papers": with_papers})
        _give_due(keys)


def _give_due(keys: Sequence[UUID] | None) -> None:
    """Those that nobody promised a date for are due by the time of their procedure."""
    without = DossierCourse.objects.filter(due_at=None, entered_at__isnull=False)
    rows = {row.case_id: row for row in (without if keys is None else without.filter(pk__in=keys))}
    calendars: dict[tuple[str, date, UUID], WorkingCalendar] = {}
    for case in cases.Case.objects.filter(pk__in=rows):
        row = rows[case.id]
        start = local(row.entered_at or case.filed_at)
        key = (case.settings["hours"], start.date(), case.unit_id)
        calendar = calendars.get(key) or calendars.setdefault(key, calendar_for(*key))
        given = case.settings["deadline"]
        cutoff = given.get("same_day_cutoff")
        deadline = Deadline(given["value"], DeadlineUnit(given["unit"]), time.fromisoformat(cutoff) if cutoff else None)
        waits = [(one.lower, one.upper) for one in row.waits]
        row.due_at = courses.due_without_promise(calendar, calendar.due(start, deadline), waits)
    DossierCourse.objects.bulk_update(rows.values(), ["due_at"], batch_size=500)
