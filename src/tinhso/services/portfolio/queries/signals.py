"""The signals of the present, from the figures of the last year."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Min, Sum

from tinhso.core.access import Actor
from tinhso.core.i18n import named
from tinhso.core.packs import api as packs
from tinhso.services.portfolio.models import Cell, DraftTrace
from tinhso.services.portfolio.queries.counts import figures, rules_in_force, within
from tinhso.services.portfolio.rules import signals as rules
from tinhso.services.portfolio.schema import ReviewRules
from tinhso.services.portfolio.types import DraftOutcome, Period, SignalKind
from tinhso.services.procedures import api as procedures


def last_year(at: datetime, settings: ReviewRules) -> Period:
    """The days over which signals are judged."""
    end = at.date() + timedelta(days=1)
    return Period(end - timedelta(days=settings.never_used_days), end)


def signals(*, actor: Actor, at: datetime) -> list[rules.Signal]:
    """Everything that stands out, most dossiers first. Five queries."""
    settings = rules_in_force()
    period = last_year(at, settings)
    first = Cell.objects.filter(measure="filed").aggregate(first=Min("day"))["first"]
    items = [item for item in procedures.all_procedures() if item.is_valid_on(at.date())]
    return rules.signals(
        items,
        figures(actor=actor, at=at, period=period),
        settings,
        papers=_papers(actor, period),
        questions=_questions(at, period, settings),
        long_enough=first is not None and first <= period.start,
        pairs=packs.derived(("portfolio.alike", settings.alike_percent), lambda: _alike(settings.alike_percent)),
    )


def _alike(percent: int) -> list[rules.Signal]:
    return rules.alike(procedures.all_procedures(), percent)


def _papers(actor: Actor, period: Period) -> dict[str, str]:
    """The paper most asked for again, by procedure."""
    cells = within(actor, period, None).filter(measure="paper")
    return _most(cells.values_list("procedure", "part").annotate(n=Sum("amount")).order_by())


def _questions(at: datetime, period: Period, settings: ReviewRules) -> dict[str, str]:
    """The question at which most drafts stopped, by procedure."""
    stopped = DraftTrace.objects.filter(
        started_date__gte=period.start, started_date__lt=period.end, saved_at__lt=at
    ).exclude(outcome=DraftOutcome.FILED)
    fresh = DraftTrace.objects.filter(outcome=DraftOutcome.OPEN, saved_at__gte=at - timedelta(days=settings.draft_days))
    rows = stopped.exclude(pk__in=fresh.values("pk")).values_list("procedure", "question", "problem")
    counted = rows.annotate(n=Count("draft_id")).order_by()
    return _most((code, problem or question, n) for code, question, problem, n in counted)


def _most(rows: Iterable[tuple[str, str, int]]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = {}
    for code, what, n in rows:
        if what and n:
            counts.setdefault(code, Counter())[what] += int(n)
    return {code: mine.most_common(1)[0][0] for code, mine in counts.items()}


def about(signal: rules.Signal) -> str:
    """The name of the paper or question that a signal names; empty where it names none that the procedure has."""
    item = packs.current("procedures", procedures.ProcedureObject).get(signal.codes[0])
    if item is None or not signal.about:
        return ""
    if signal.kind is SignalKind.SUPPLEMENTED:
        return next((named(paper) for paper in item.papers if paper.id == signal.about), "")
    labels = (named(q, "label") for _, q in item.form.questions() if q.id == signal.about)
    return next(labels, "")
