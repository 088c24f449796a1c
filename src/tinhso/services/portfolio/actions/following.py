"""Following dossiers and drafts: what each leaves behind, and the counts that move by the difference."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tinhso.core.access import SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.text import fold
from tinhso.engines.cases import api as cases
from tinhso.foundation.calendar.api import WorkingCalendar, calendar_for
from tinhso.services.portfolio.models import Cell, DossierTrace, DraftTrace
from tinhso.services.portfolio.rules import counting
from tinhso.services.portfolio.types import DossierSeen, Outcome, Stretch
from tinhso.services.procedures import api as procedures

#: Key of the advisory lock under which counts change: "ts_revie" as a number.
_LOCK = 0x74735F7265766965
_BATCH = 500
_DONE = frozenset({"8", "9", "10"})
_ENDS = {"3": Outcome.REFUSED, "7": Outcome.WITHDRAWN}
_SUPPLEMENT = "5"
_ADD = """
    INSERT INTO ts_portfolio_cell (day, procedure, unit_id, measure, part, amount)
    SELECT * FROM unnest(%s::date[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::bigint[])
    ON CONFLICT (day, procedure, unit_id, measure, part)
    DO UPDATE SET amount = ts_portfolio_cell.amount + EXCLUDED.amount
"""


def follow_dossiers(case_ids: Iterable[UUID]) -> None:
    """Bring what is kept of some dossiers up to date and move every count by the difference.

    To be called from a reaction. Cases that are no dossiers of a procedure are passed over.
    """
    keys = list(dict.fromkeys(case_ids))
    if not keys:
        return
    with transaction.atomic():
        _lock()
        before = [seen_again(row) for row in DossierTrace.objects.filter(pk__in=keys)]
        after = dict(_look_at(keys))
        _write(after)
        _move(map(counting.of_dossier, before), map(counting.of_dossier, after.values()))


def follow_drafts(events: Sequence[procedures.DraftMoved]) -> None:
    """Keep how far each draft came: where it was saved last."""
    if not events:
        return
    with transaction.atomic():
        _lock()
        traces = DraftTrace.objects.in_bulk([event.draft_id for event in events])
        before = [counting.of_draft(t.procedure, t.started_date, t.outcome) for t in traces.values()]
        for event in events:
            _take_in(traces, event)
        for trace in traces.values():
            trace.save()
        _move(before, [counting.of_draft(t.procedure, t.started_date, t.outcome) for t in traces.values()])


def _take_in(traces: dict[UUID, DraftTrace], event: procedures.DraftMoved) -> None:
    trace = traces.get(event.draft_id)
    if trace is None:
        day = local(event.at).date()
        trace = DraftTrace(draft_id=event.draft_id, procedure=event.procedure, started_date=day)
        traces[event.draft_id] = trace
    trace.saved_at, trace.outcome = event.at, event.outcome
    trace.step = event.step or trace.step
    if event.question or event.problem:
        trace.question, trace.problem = event.question, event.problem


@action("portfolio.recount", access=SYSTEM_ONLY)
def recount(*, actor: Actor, at: datetime) -> Done[int]:
    """Look at every dossier anew and count all cells from nothing; returns how many dossiers there are."""
    return Done(recount_all(), subject=("portfolio", "cells"))


def recount_all() -> int:
    """Count everything from nothing, in the transaction of the caller; returns how many dossiers there are."""
    with transaction.atomic():
        _lock()
        Cell.objects.all().delete()
        DossierTrace.objects.all().delete()
        total = 0
        for keys in _batches(_dossiers().values_list("id", flat=True).order_by("id").iterator()):
            found = dict(_look_at(keys))
            _write(found)
            _move((), map(counting.of_dossier, found.values()))
            total += len(found)
        drafts = DraftTrace.objects.values_list("procedure", "started_date", "outcome").iterator()
        for rows in _batches(drafts):
            _move((), [counting.of_draft(*row) for row in rows])
    return total


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _move(before: Iterable[Mapping[counting.Key, int]], after: Iterable[Mapping[counting.Key, int]]) -> None:
    moved = counting.difference(before, after)
    if moved:
        rows = [(*key, amount) for key, amount in sorted(moved.items(), key=lambda item: str(item[0]))]
        columns = [list(column) for column in zip(*rows, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(_ADD, columns)


def _write(found: Mapping[UUID, DossierSeen]) -> None:
    rows = [
        DossierTrace(
            case_id=case_id,
            procedure=seen.procedure,
            unit_id=seen.unit_id,
            channel=seen.channel,
            filed_date=seen.filed_date,
            received_date=seen.received_date,
            finished_date=seen.finished_date,
            outcome=seen.outcome,
            on_time=seen.on_time,
            supplemented=seen.supplemented,
            stars=seen.stars,
            deadline_minutes=seen.deadline_minutes,
            worked_minutes=seen.worked_minutes,
            papers=list(seen.papers),
            stretches=[[s.state, s.charged_to, s.counts, str(s.unit_id), s.minutes] for s in seen.stretches],
        )
        for case_id, seen in found.items()
    ]
    names = [field.name for field in DossierTrace._meta.local_concrete_fields if not field.primary_key]
    DossierTrace.objects.bulk_create(rows, update_conflicts=True, unique_fields=["case_id"], update_fields=names)


def seen_again(row: DossierTrace) -> DossierSeen:
    """What was kept of a dossier."""
    return DossierSeen(
        procedure=row.procedure,
        unit_id=row.unit_id,
        channel=row.channel,
        filed_date=row.filed_date,
        received_date=row.received_date,
        finished_date=row.finished_date,
        outcome=Outcome(row.outcome),
        on_time=row.on_time,
        supplemented=row.supplemented,
        stars=row.stars,
        deadline_minutes=row.deadline_minutes,
        papers=tuple(row.papers),
        stretches=tuple(
            Stretch(state, party, counts, UUID(unit), minutes) for state, party, counts, unit, minutes in row.stretches
        ),
    )


# --- looking at dossiers ----------------------------------------------------------------------------------------------


def _dossiers() -> Any:
    return cases.Case.objects.filter(data__has_key="procedure_version")


def _look_at(case_ids: Sequence[UUID]) -> Iterator[tuple[UUID, DossierSeen]]:
    """What the review keeps of some dossiers, as they stand. Four queries, and one for each calendar."""
    found = list(_dossiers().filter(pk__in=case_ids).select_related("type"))
    stars = procedures.ratings_of(case_ids)
    segments: dict[UUID, list[cases.ClockSegment]] = {}
    for segment in cases.ClockSegment.objects.filter(case_id__in=case_ids).order_by("case_id", "number"):
        segments.setdefault(segment.case_id, []).append(segment)
    asked: dict[UUID, list[list[str]]] = {}
    events = cases.CaseEvent.objects.filter(case_id__in=case_ids, changes__status=_SUPPLEMENT)
    for case_id, inputs in events.values_list("case_id", "inputs"):
        asked.setdefault(case_id, []).append(list(inputs.get("papers", ())))
    calendars: dict[tuple[str, date, UUID], WorkingCalendar] = {}
    for case in found:
        key = (case.settings["hours"], local(case.filed_at).date(), case.unit_id)
        calendar = calendars.get(key) or calendars.setdefault(key, calendar_for(*key))
        yield case.id, _seen(case, segments.get(case.id, []), asked.get(case.id), stars.get(case.id), calendar)


def _seen(
    case: cases.Case,
    segments: Sequence[cases.ClockSegment],
    asked: Sequence[Sequence[str]] | None,
    stars: int | None,
    calendar: WorkingCalendar,
) -> DossierSeen:
    finished = case.finished_at is not None and case.status in _DONE
    outcome = Outcome.FINISHED if finished else _ENDS.get(case.status, Outcome.OPEN)
    deadline = case.settings["deadline"]
    return DossierSeen(
        procedure=case.type.code,
        unit_id=case.unit_id,
        channel=case.channel,
        filed_date=local(case.filed_at).date(),
        received_date=local(case.received_at).date() if case.received_at else None,
        finished_date=local(case.finished_at).date() if finished and case.finished_at else None,
        outcome=outcome,
        on_time=finished and bool(case.on_time),
        supplemented=asked is not None,
        stars=stars,
        deadline_minutes=counting.minutes_of(int(deadline["value"]), str(deadline["unit"])),
        papers=tuple(sorted(_papers(case, asked or ()))),
        stretches=_stretches(case, segments, calendar) if finished else (),
    )


def _papers(case: cases.Case, asked: Sequence[Sequence[str]]) -> set[str]:
    """Papers of the procedure that were asked for again. What an official wrote in free words is ``other``."""
    if not any(asked):
        return set()
    known = {fold(paper.name): paper.id for paper in procedures.procedure_of_case(case).papers}
    return {known.get(fold(title), "other") for titles in asked for title in titles}


def _stretches(
    case: cases.Case, segments: Sequence[cases.ClockSegment], calendar: WorkingCalendar
) -> tuple[Stretch, ...]:
    minutes: Counter[tuple[str, str, bool, UUID]] = Counter()
    for one in segments:
        end = one.ended_at or case.finished_at
        if end is not None and end > one.started_at:
            key = (one.state, one.charged_to, one.counts, one.unit_id or case.unit_id)
            minutes[key] += calendar.working_minutes(one.started_at, end)
    return tuple(Stretch(*key, amount) for key, amount in sorted(minutes.items(), key=str) if amount)
