"""The clock of a case as a drawing and a table: every stretch of time, counted or paused, and to whom it is charged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext

from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.desk.face import UnitNames, name_of

#: The drawing's width in its own units.
WIDTH = 1000.0
#: A stretch shorter than this would not be seen; it is drawn this wide all the same.
NARROWEST = 4.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a case's time; ``x`` and ``width`` place it in the drawing."""

    start: datetime
    end: datetime
    is_open: bool
    state: str
    party: str
    party_label: str
    unit: str
    counts: bool
    length: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one party's stretches add up to."""

    party: str
    label: str
    length: str
    percent: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The whole time of a case: its stretches, what they add up to, and where the promised date lies."""

    stretches: list[Stretch]
    shares: list[Share]
    counted: str
    paused: str
    elapsed: str
    due_x: str


def clock_of(view: cases.CaseView, at: datetime, units: UnitNames) -> Clock | None:
    """The clock of a case as it stands at a moment; None before it has begun to run."""
    if not view.segments:
        return None
    first = view.segments[0].started_at
    last = max(queries.end_of(segment, at) for segment in view.segments)
    edge = max(last, view.case.due_at) if view.case.due_at else last
    whole = (edge - first).total_seconds() or 1.0
    place = _Scale(first, whole)
    counted, paused = queries.counted_and_paused(view.segments, at)
    return Clock(
        stretches=[_stretch(view, segment, at, units, place) for segment in view.segments],
        shares=_shares(view),
        counted=length_of(counted),
        paused=length_of(paused) if paused else "",
        elapsed=length_of(counted + paused),
        due_x=f"{min(place.x(view.case.due_at), WIDTH - 2):.1f}" if view.case.due_at else "",
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: datetime
    whole: float

    def x(self, at: datetime) -> float:
        """Where a moment lies."""
        return max((at - self.first).total_seconds() / self.whole * WIDTH, 0.0)


def _stretch(
    view: cases.CaseView, segment: cases.ClockSegment, at: datetime, units: UnitNames, place: _Scale
) -> Stretch:
    end = queries.end_of(segment, at)
    x = place.x(segment.started_at)
    unit_id: UUID | None = segment.unit_id
    return Stretch(
        start=segment.started_at,
        end=end,
        is_open=segment.ended_at is None,
        state=name_of(view.flow.state_by_id[segment.state]),
        party=segment.charged_to,
        party_label=str(cases.Party(segment.charged_to).label),
        unit=units.name(unit_id),
        counts=segment.counts,
        length=length_of(end - segment.started_at),
        x=f"{x:.1f}",
        width=f"{max(place.x(end) - x, NARROWEST):.1f}",
    )


def _shares(view: cases.CaseView) -> list[Share]:
    whole = sum((time.total_seconds() for time in view.charged.values()), 0.0) or 1.0
    return [
        Share(party, str(cases.Party(party).label), length_of(time), f"{time.total_seconds() / whole * 100:.0f}")
        for party, time in view.charged.items()
    ]


def length_of(time: timedelta) -> str:
    """A length of calendar time in its two largest parts: ``2 ngày 3 giờ``."""
    minutes = int(time.total_seconds() // 60)
    parts: Sequence[tuple[int, str]] = (
        (minutes // 1440, gettext("ngày")),
        (minutes % 1440 // 60, gettext("giờ")),
        (minutes % 60, gettext("phút")),
    )
    shown = [f"{n} {word}" for n, word in parts if n]
    return " ".join(shown[:2]) or gettext("dưới 1 phút")
