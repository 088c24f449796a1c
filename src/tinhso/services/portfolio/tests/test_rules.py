"""Counts that move by differences against a naive count; percentiles, funnels and signals against simple cases."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tinhso.services.portfolio.rules import counting
from tinhso.services.portfolio.rules.figures import Figures, figures_of, histogram, percentile
from tinhso.services.portfolio.rules.funnel import Stop, funnel
from tinhso.services.portfolio.rules.told import saving_told
from tinhso.services.portfolio.types import DossierSeen, Outcome, Period, Stretch

FIRST = date(2026, 1, 1)
UNITS = [UUID(int=1), UUID(int=2)]
days = st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n))
stretches = st.builds(
    Stretch,
    state=st.sampled_from(["received", "handling"]),
    charged_to=st.sampled_from(["office", "applicant"]),
    counts=st.booleans(),
    unit_id=st.sampled_from(UNITS),
    minutes=st.integers(1, 6000),
)


@st.composite
def dossiers(draw: st.DrawFn) -> DossierSeen:
    """A dossier at any point of its life, with whatever it has by then."""
    filed = draw(days)
    outcome = draw(st.sampled_from(list(Outcome)))
    received = None if outcome is Outcome.REFUSED else draw(st.none() | days)
    finished = draw(days) if outcome is Outcome.FINISHED else None
    return DossierSeen(
        procedure=draw(st.sampled_from(["1.000001", "1.000002"])),
        unit_id=draw(st.sampled_from(UNITS)),
        channel=draw(st.sampled_from(["online", "counter"])),
        filed_date=filed,
        received_date=received,
        finished_date=finished,
        outcome=outcome,
        on_time=finished is not None and draw(st.booleans()),
        supplemented=draw(st.booleans()),
        stars=draw(st.none() | st.integers(1, 5)),
        deadline_minutes=draw(st.integers(0, 20)) * 480,
        stretches=tuple(draw(st.lists(stretches, max_size=3))) if finished else (),
    )


def naive(kept: list[DossierSeen], period: Period, code: str) -> Figures:
    """The same figures, counted one by one from whole dossiers."""

    def inside(day: date | None) -> bool:
        return day is not None and period.start <= day < period.end

    mine = [one for one in kept if one.procedure == code]
    filed = [one for one in mine if inside(one.filed_date)]
    received = [one for one in mine if inside(one.received_date)]
    done = [one for one in mine if one.outcome is Outcome.FINISHED and inside(one.finished_date)]
    worked = Counter(str(-(-sum(s.minutes for s in one.stretches if s.counts) // 60)) for one in done)
    deadline = Counter(str(-(-one.deadline_minutes // 60)) for one in done)
    return Figures(
        code=code,
        filed=len(filed),
        received=len(received),
        online=sum(one.channel == "online" for one in received),
        finished=len(done),
        on_time=sum(one.on_time for one in done),
        supplemented=sum(one.supplemented for one in filed),
        refused=sum(one.outcome is Outcome.REFUSED for one in filed),
        withdrawn=sum(one.outcome is Outcome.WITHDRAWN for one in filed),
        rated=sum(one.stars is not None for one in done),
        satisfied=sum((one.stars or 0) >= 4 for one in done),
        worked=histogram(worked),
        deadline=histogram(deadline),
    )


@given(st.lists(st.tuples(st.integers(0, 7), dossiers()), max_size=40), st.integers(0, 60), st.integers(1, 60))
def test_counts_that_move_equal_a_naive_count(history: list[tuple[int, DossierSeen]], offset: int, length: int) -> None:
    """Dossiers change again and again, even their procedure, unit and days; only what they are in the end counts."""
    cells: Counter[counting.Key] = Counter()
    kept: dict[int, DossierSeen] = {}
    for number, seen in history:
        before = [counting.of_dossier(kept[number])] if number in kept else []
        for key, amount in counting.difference(before, [counting.of_dossier(seen)]).items():
            cells[key] += amount
        kept[number] = seen
    period = Period(FIRST + timedelta(days=offset), FIRST + timedelta(days=offset + length))
    sums: Counter[tuple[str, str, str]] = Counter()
    for (day, code, _unit, measure, part), amount in cells.items():
        assert amount >= 0
        if period.start <= day < period.end:
            sums[code, measure, part] += amount
    known = {*"filed received finished on_time supplemented refused withdrawn rated satisfied worked deadline".split()}
    rows = [(*key, amount) for key, amount in sums.items() if amount and key[1] in known]
    found = figures_of(rows, {})
    for code in ("1.000001", "1.000002"):
        assert found.get(code, Figures(code)) == naive(list(kept.values()), period, code)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), st.integers(1, 100))
def test_percentiles_are_the_nearest_rank(values: list[int], share: int) -> None:
    counts = histogram(Counter(str(value) for value in values))
    rank = -(-share * len(values) // 100)
    assert percentile(counts, share) == sorted(values)[rank - 1]


def test_of_nothing_there_is_no_share() -> None:
    assert Figures("x").online_share.percent is None
    assert percentile((), 50) is None


def test_a_funnel_tells_who_came_and_who_stopped() -> None:
    form = [("who", ["name", "phone"]), ("what", ["kind"])]
    steps, stops = funnel(
        form, [("", "", "", 1), ("who", "name", "phone", 2), ("who", "phone", "", 1), ("what", "kind", "", 1)], begun=9
    )
    assert [(one.step, one.came, one.stopped) for one in steps] == [("who", 9, 3), ("what", 6, 1), ("", 5, 1)]
    assert stops[0] == Stop("who", "phone", "at", 2)
    assert Stop("who", "phone", "after", 1) in stops
    assert Stop("", "", "unsaved", 1) in stops


def test_a_step_that_the_form_no_longer_has_counts_as_the_first() -> None:
    steps, _ = funnel([("who", ["name"])], [("gone", "", "old", 2)], begun=2)
    assert [(one.came, one.stopped) for one in steps] == [(2, 2), (0, 0)]


def test_deadlines_in_working_minutes() -> None:
    assert counting.minutes_of(2, "working_days") == 960
    assert counting.minutes_of(8, "working_hours") == 480
    assert counting.minutes_of(7, "days") == 5 * 480


def test_a_saving_shows_its_formula() -> None:
    saving = saving_told(120, 30, 60_000)
    assert (saving.hours, saving.cost) == (60.0, 3_600_000)
    assert "120" in saving.formula
    assert "3.600.000" in saving.formula
