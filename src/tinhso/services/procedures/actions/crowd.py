"""A crowd: as many dossiers as a province has, with three years of history, for a demo or a measurement.

Each course is the engine's own turns on a case in memory, at its own moment; some dossiers share one, in other units
and of other people. They are stored by set, one batch a transaction and one entry in the audit log a batch: the log
says that the system made them, never that people acted. What is left out: files (so no papers, drawn forms or signed
results), accounts, mandates, opinions of other agencies, and what other rooms are told by the outbox.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, Final

from django.conf import settings

from tinhso.core.access import SYSTEM_ONLY, Actor, ActorKind
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.db import insert_rows
from tinhso.core.errors import TinhSoError
from tinhso.engines.cases import api as cases
from tinhso.foundation.calendar.api import WorkingCalendar, calendar_for
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.filing import Filing, opening_of
from tinhso.services.procedures.models import Rating
from tinhso.services.procedures.rules import crowd
from tinhso.services.procedures.rules.answers import Wrong
from tinhso.services.procedures.rules.sample import sample_answers
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.procedures.types import RatingChannel, recounts

BATCH: Final = 10_000
#: Flows in which one office decides and no other case is opened.
_FLOWS: Final = frozenset({"simple", "with-fee", "field-inspection", "with-verification"})
#: From so many courses on dossiers share one, at most so many of them.
_COURSES: Final = 5_000
_MOST_ALIKE: Final = 128
_MARKS: Final = {
    "account.name": cases.NAME_MARK, "account.phone": cases.PHONE_MARK, "account.person_id": cases.PERSON_MARK,
}  # fmt: skip
_ONLINE: Final = 0.68
_LONGEST_COURSE: Final = 40
_REASON: Final = "Theo quy định và hồ sơ đã kiểm tra."
_POSTS: Final = {"receive": "Công chức Một cửa", "sign": "Lãnh đạo đơn vị"}


@dataclass(frozen=True, slots=True)
class Crowd:
    """Which crowd: how many dossiers in all, of which seed, of the three years before which day."""

    total: int
    seed: int
    last: date

    def key(self, number: int) -> str:
        """Under which key one of them counts as submitted."""
        return f"crowd:{self.seed}:{self.total}:{number}"


def load_crowd(*, actor: Actor, at: datetime, wanted: Crowd, told: Callable[[int], None] = lambda _made: None) -> int:
    """Make the dossiers of a crowd that are not there yet; how many were made. ``told`` hears how far it is.

    Run again after a break it goes on where it was. Counts are to be brought up afterwards: ``count_crowd``.
    Raises ``DemoRefused`` in production.
    """
    if settings.PRODUCTION:
        raise identity.DemoRefused
    places = _places(at)
    days = crowd.Days(wanted.last, places[0].calendar_on(wanted.last).is_working_day)
    made = 0
    for first, end in crowd.spread(wanted.total, BATCH):
        if cases.is_submitted(wanted.key(first)):
            continue
        made += _load_batch(actor=actor, at=at, wanted=wanted, first=first, end=end, places=places, days=days)
        told(end)
    return made


def count_crowd(*, actor: Actor, at: datetime) -> None:
    """Have every room count its dossiers anew."""
    for recount in recounts.values():
        recount(actor, at)


@action("procedures.load_crowd", access=SYSTEM_ONLY)
def _load_batch(
    *,
    actor: Actor,
    at: datetime,
    wanted: Crowd,
    first: int,
    end: int,
    places: "Sequence[_Place]",
    days: crowd.Days,
) -> Done[int]:
    chance = Random(f"{wanted.seed}:{wanted.total}:{first}")  # noqa: S311 -- the same crowd for the same seed
    alike = max(1, min(_MOST_ALIKE, wanted.total // _COURSES))
    weights = [place.weight for place in places]
    lives: list[cases.Life] = []
    ratings: list[Rating] = []
    for start in range(first, end, alike):
        place = chance.choices(places, weights)[0]
        course = place.live(days.moment(start, wanted.total, chance), at, chance)
        for number in range(start, min(start + alike, end)):
            life = _life(wanted.key(number), course, place.unit(chance), chance)
            lives.append(life)
            if (rating := _rating(life, at, chance)) is not None:
                ratings.append(rating)
    cases.write_chronicles(lives)
    insert_rows(ratings)
    return Done(len(lives), subject=("crowd", wanted.seed), detail={"total": wanted.total, "from": first, "to": end})


def _life(key: str, course: cases.Chronicle, unit: organisation.UnitInfo, chance: Random) -> cases.Life:
    who = crowd.person(chance)
    return cases.Life(
        course=course,
        id=crowd.key_of(course.case.filed_at, chance),
        key=key,
        unit_id=unit.id,
        code_prefix=unit.code,
        name=who.name,
        phone=who.phone,
        person=who.number,
        person_key=identity.person_key(who.number),
    )


def _rating(life: cases.Life, at: datetime, chance: Random) -> Rating | None:
    case = life.course.case
    given = crowd.stars(chance, in_time=bool(case.on_time)) if case.state == "returned" else None
    rated_at = case.state_since + timedelta(minutes=chance.randint(5, 3000))
    if not given or rated_at >= at:
        return None
    return Rating(case_id=life.id, unit_id=life.unit_id, channel=RatingChannel.LINK, stars=given, rated_at=rated_at)


@dataclass
class _Place:
    """A procedure at the units that decide on it and keep the same hours."""

    item: ProcedureObject
    units: Sequence[organisation.UnitInfo]
    weight: float
    crowding: Sequence[float]
    at: datetime
    openings: dict[cases.Channel, cases.Opening] = field(default_factory=dict)

    def unit(self, chance: Random) -> organisation.UnitInfo:
        """One of the units, the big ones more often."""
        return chance.choices(self.units, self.crowding)[0]

    def calendar_on(self, day: date) -> WorkingCalendar:
        """The calendar of the units on a day."""
        return _calendar(self.units[0].working_hours, day)

    def opening(self, channel: cases.Channel) -> cases.Opening:
        """What a dossier begins with, the applicant marked."""
        if channel not in self.openings:
            self.openings[channel] = self._opening(channel)
        return self.openings[channel]

    def _opening(self, channel: cases.Channel) -> cases.Opening:
        today = self.at.date()
        answers = sample_answers(self.item.form, today=today, channel=channel)
        filing = Filing(
            code=self.item.id,
            unit_id=self.units[0].id,
            answers=answers,
            papers=(),
            channel=channel,
            applicant=cases.Applicant(cases.NAME_MARK, None, cases.PHONE_MARK),
            elsewhere=True,
        )
        by = Actor(ActorKind.OFFICIAL, unit_id=self.units[0].id)
        opening = opening_of(by, self.at, self.item, filing)
        marked = {q.id: _MARKS[q.prefill] for _, q in self.item.form.questions() if q.prefill in _MARKS}
        kept: Mapping[str, Any] = opening.data["answers"]  # type: ignore[assignment]  # a part of the data
        told = {name: marked.get(name, value) for name, value in kept.items()}
        return replace(opening, data={**opening.data, "answers": told})

    def live(self, filed_at: datetime, until: datetime, chance: Random) -> cases.Chronicle:
        """The course of one dossier from its filing up to now, or its end."""
        calendar = self.calendar_on(filed_at.date())
        is_open = any(start <= filed_at < end for start, end in calendar.opening_intervals(filed_at.date()))
        online = not is_open or chance.random() < _ONLINE
        channel = cases.Channel.ONLINE if online else cases.Channel.COUNTER
        filed_at = min(filed_at, until)
        applicant = Actor(ActorKind.CITIZEN, None, cases.NAME_MARK)
        by = applicant if online else self._official("receive", chance)
        course = cases.begin_chronicle(opening=self.opening(channel), actor=by, at=filed_at, calendar=calendar)
        staff: dict[str, Actor] = {}
        for _ in range(_LONGEST_COURSE):
            step = _next_step(course, chance, online=online)
            if step is None:
                break
            stage = next((stage for stage in step.by if stage in course.case.settings["stages"]), "")
            if "applicant" in step.by and (online or not stage):
                actor = applicant
                done_at = course.now + timedelta(hours=crowd.hours_of_applicant(chance))
            else:
                actor = staff.setdefault(stage, self._official(stage, chance))
                calendar = self.calendar_on(course.now.date())
                due = course.case.due_at
                left = calendar.working_minutes(course.now, due) if due and due > course.now else 0
                done_at = calendar.add_working_minutes(course.now, crowd.minutes_of(step.id, left, chance))
            if done_at > until:
                break
            course.setting = replace(course.setting, calendar=self.calendar_on(local(done_at).date()))
            course.do(actor, done_at, step, _inputs(step, done_at))
        return course

    def _official(self, stage: str, chance: Random) -> Actor:
        post = _POSTS.get(stage, "Công chức chuyên môn")
        return Actor(ActorKind.OFFICIAL, None, crowd.name(chance), post_title=post, unit_id=self.units[0].id)


def _next_step(course: cases.Chronicle, chance: Random, *, online: bool) -> cases.FlowAction | None:
    offered = [one for one in course.offered if one.id != ("return_result" if online else "download_result")]
    for one in offered:
        if crowd.is_detour(one.id, chance):
            return one
    return next((one for one in offered if one.id not in crowd.ASIDE and one.to is not None), None)


def _inputs(step: cases.FlowAction, at: datetime) -> cases.Inputs:
    given: dict[str, Any] = {
        "reason": {"reason": _REASON},
        "due_date": {"due_date": (at + timedelta(days=7)).date()},
        "document": {"text": "Đề nghị ký ban hành."},
        "answer": {"answer": "agree"},
        "amount": {"amount": 50_000},
        "paper": {"papers": ("Bản chụp rõ hơn của giấy tờ đã nộp",)} if "request_supplement" in step.effects else {},
    }
    return cases.Inputs(**{key: value for need in step.needs for key, value in given.get(need, {}).items()})


@cache
def _calendar(hours: str, day: date) -> WorkingCalendar:
    return calendar_for(hours, day)


def _places(at: datetime) -> list[_Place]:
    """Every procedure that can be lived through, at the units of today that decide on it."""
    _calendar.cache_clear()
    found = list(_fitting(at))
    weights = crowd.mix(place.item.id for place in found)
    seats = {code: sum(place.item.id == code for place in found) for code in weights}
    return [replace(place, weight=weights[place.item.id] / seats[place.item.id]) for place in found]


def _fitting(at: datetime) -> Iterator[_Place]:
    for item in queries.procedures_on(at.date()).values():
        if item.flow not in _FLOWS or item.parts:
            continue
        by_hours: dict[str, list[organisation.UnitInfo]] = {}
        for unit in queries.implementing_units(item, at.date()):
            by_hours.setdefault(unit.working_hours, []).append(unit)
        for units in by_hours.values():
            place = _Place(item, units, 0.0, crowd.crowding(len(units)), at)
            try:
                for channel in (cases.Channel.ONLINE, cases.Channel.COUNTER):
                    place.opening(channel)
            except (ValueError, Wrong, TinhSoError):
                # A form that no guess can answer, a seat that no unit has.
                continue
            yield place
