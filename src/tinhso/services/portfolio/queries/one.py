"""One procedure opened: its months, where its time goes, where drafts stop, what is asked for again, its dossiers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.engines.cases import api as cases
from tinhso.services.portfolio.models import DossierTrace, DraftTrace
from tinhso.services.portfolio.queries.counts import figures, last_months, reach, rules_in_force, within
from tinhso.services.portfolio.rules.figures import Figures, Histogram, histogram
from tinhso.services.portfolio.rules.funnel import StepLeft, Stop, funnel
from tinhso.services.portfolio.rules.measures import MEASURES
from tinhso.services.portfolio.types import DraftOutcome, NoSuchMeasure, NoSuchProcedure, Period
from tinhso.services.procedures import api as procedures


@dataclass(frozen=True, slots=True)
class StageTime:
    """Working minutes that the finished dossiers spent in one state: with which unit, charged to whom, counted or not.

    ``state`` is the id of a state of the procedure's flow.
    """

    state: str
    charged_to: str
    counts: bool
    unit_id: UUID
    minutes: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a procedure, named by its first day."""

    first: date
    received: int
    finished: int
    on_time: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """The drafts of a procedure that stopped: how many got how far, and the questions at which they stopped."""

    begun: int
    filed: int
    fresh: int
    steps: tuple[StepLeft, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class OneProcedure:
    """Everything that the page of one procedure shows. ``used`` counts dossiers by tenths of their deadline."""

    item: procedures.ProcedureObject
    figures: Figures
    months: tuple[Month, ...]
    stages: tuple[StageTime, ...]
    papers: tuple[tuple[str, int], ...]
    used: Histogram
    dropped: Dropped


def procedure(code: str) -> procedures.ProcedureObject:
    """A procedure of the catalogue, valid today or not. Raises ``NoSuchProcedure``."""
    item = next((each for each in procedures.all_procedures() if each.id == code), None)
    if item is None:
        raise NoSuchProcedure(code=code)
    return item


def one_procedure(
    *, actor: Actor, at: datetime, code: str, period: Period, unit_id: UUID | None = None
) -> OneProcedure:
    """One procedure over a period, with its last twelve months. Five queries. Raises ``NoSuchProcedure``."""
    item = procedure(code)
    mine = figures(actor=actor, at=at, period=period, unit_id=unit_id, codes=[code]).get(code, Figures(code))
    cells = within(actor, period, unit_id).filter(procedure=code, measure__in=("time", "paper", "used"))
    times: Counter[tuple[str, UUID]] = Counter()
    papers: dict[str, int] = {}
    used: Counter[str] = Counter()
    for measure, part, unit, total in (
        cells.values_list("measure", "part", "unit_id").annotate(total=Sum("amount")).order_by()
    ):
        if measure == "time":
            times[part, unit] += int(total)
        elif measure == "used":
            used[part] += int(total)
        else:
            papers[part] = papers.get(part, 0) + int(total)
    return OneProcedure(
        item=item,
        figures=mine,
        months=_months(actor, at.date(), code, unit_id),
        stages=tuple(_stage(part, unit, minutes) for (part, unit), minutes in times.most_common() if minutes),
        papers=tuple(sorted(((p, n) for p, n in papers.items() if n), key=lambda row: (-row[1], row[0]))),
        used=histogram(used),
        dropped=_dropped(item, period, at),
    )


def _stage(part: str, unit_id: UUID, minutes: int) -> StageTime:
    state, charged_to, mode = part.split("|")
    return StageTime(state, charged_to, mode == "run", unit_id, minutes)


def _months(actor: Actor, day: date, code: str, unit_id: UUID | None) -> tuple[Month, ...]:
    firsts = last_months(day)
    cells = within(actor, Period(firsts[0], day + timedelta(days=1)), unit_id)
    rows = (
        cells.filter(procedure=code, measure__in=("received", "finished", "on_time"))
        .annotate(month=TruncMonth("day"))
        .values_list("month", "measure")
        .annotate(total=Sum("amount"))
        .order_by()
    )
    found = {(month, measure): int(total) for month, measure, total in rows}
    return tuple(
        Month(first, *(found.get((first, measure), 0) for measure in ("received", "finished", "on_time")))
        for first in firsts
    )


def _dropped(item: procedures.ProcedureObject, period: Period, at: datetime) -> Dropped:
    since = at - timedelta(days=rules_in_force().draft_days)
    drafts = DraftTrace.objects.filter(procedure=item.id, started_date__gte=period.start, started_date__lt=period.end)
    begun, filed = drafts.count(), drafts.filter(outcome=DraftOutcome.FILED).count()
    still_open = drafts.filter(outcome=DraftOutcome.OPEN, saved_at__gte=since)
    stopped = drafts.exclude(outcome=DraftOutcome.FILED).exclude(pk__in=still_open.values("pk"))
    rows = stopped.values_list("step", "question", "problem").annotate(n=Count("draft_id")).order_by()
    steps, stops = funnel(
        [(step.id, [question.id for question in step.questions]) for step in item.form.steps],
        [(step, question, problem, int(n)) for step, question, problem, n in rows],
        begun=begun,
    )
    return Dropped(begun, filed, still_open.count(), steps, stops)


def dossiers_behind(
    *,
    actor: Actor,
    code: str,
    measure: str,
    period: Period,
    unit_id: UUID | None = None,
    met: bool | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[cases.Case]:
    """The dossiers that a figure counts; ``met`` keeps those that have what it asks about, or the others.

    Whether the actor may open one, ``cases.may_read`` tells. Raises ``NoSuchMeasure``, ``NoSuchProcedure``.
    """
    if measure not in MEASURES:
        raise NoSuchMeasure(measure=measure[:60])
    asked = MEASURES[measure]
    days = {f"{asked.day}__gte": period.start, f"{asked.day}__lt": period.end}
    traces: QuerySet[DossierTrace] = DossierTrace.objects.filter(asked.counted, procedure=procedure(code).id, **days)
    allowed = reach(actor)
    if allowed is not None:
        traces = traces.filter(unit_id__in=allowed)
    if unit_id is not None:
        traces = traces.filter(unit_id=unit_id)
    if met is not None:
        traces = traces.filter(asked.met) if met else traces.exclude(asked.met)
    page = keyset(traces, order=("-filed_date", "-case_id"), after=after, limit=limit, total=traces.count())
    return Page(_cases([row.case_id for row in page.items]), page.next_cursor, page.total)


def _cases(case_ids: Sequence[UUID]) -> list[cases.Case]:
    found = cases.Case.objects.filter(pk__in=case_ids).select_related("unit", "type").in_bulk()
    return [found[case_id] for case_id in case_ids if case_id in found]
