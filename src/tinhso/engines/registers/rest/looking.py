"""A register at a glance, its list as a map, and who has looked at a record."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from ninja import Schema

from tinhso.core.faces import PageRequest
from tinhso.engines.registers import queries
from tinhso.engines.registers.queries import Asked
from tinhso.engines.registers.rest.records import asked_of
from tinhso.engines.registers.rest.room import JUDGE, SEE, RegisterRecordOut, rest, told
from tinhso.engines.registers.rules.quality import Quality


class QualityOut(Schema):
    """So many records, and of them so many complete, valid, fresh and single; ``score`` in per cent."""

    records: int
    complete: int
    valid: int
    fresh: int
    single: int
    score: float | None


class QualityDayOut(QualityOut):
    """The same on a day, with each unit by itself."""

    day: date
    units: dict[str, QualityOut]


class OverviewOut(Schema):
    """What breaks each quality rule today, and how good the register was day by day."""

    broken: dict[str, int]
    days: list[QualityDayOut]


class SpotOut(Schema):
    """So many records in a box of the map (west, south, east, north), and where the middle of them lies."""

    box: tuple[float, float, float, float]
    count: int
    middle: tuple[float, float]


class MapOut(Schema):
    """A list as a map: how many records have a place (``is_cut``: and more that were not looked at), the box around
    them, and either the records or the spots.
    """

    box: tuple[float, float, float, float] | None
    located: int
    is_cut: bool
    records: list[RegisterRecordOut]
    spots: list[SpotOut]


class OnlookerOut(Schema):
    """Somebody who may see more of a record than others."""

    name: str
    post: str
    sees_personal: bool


class RecordReadingOut(Schema):
    """One look at the personal fields of a record; ``is_whole``: the whole list was taken as a file."""

    at: datetime
    name: str
    post: str
    unit: str
    is_whole: bool


class ReadersOut(Schema):
    """Who may look and who has, newest first; ``next`` is the cursor of the following page."""

    onlookers: list[OnlookerOut]
    readings: list[RecordReadingOut]
    next: str | None


def _quality(quality: Quality) -> QualityOut:
    return QualityOut(**asdict(quality), score=quality.score)


@rest.get("/registers/{code}/overview", access=SEE, response=OverviewOut)
def read_overview(request: PageRequest, code: str) -> OverviewOut:
    """How good a register is, by rule, by unit and by day; its counts are in the list of registers."""
    register = queries.access_register(actor=request.actor, code=code)
    days = [
        QualityDayOut(
            day=day, units={str(one.unit_id): _quality(one.quality) for one in units}, **_quality(quality).dict()
        )
        for day, quality, units in queries.trend(actor=request.actor, register=register)
    ]
    broken = queries.broken_counts(actor=request.actor, at=request.at, register=register)
    return OverviewOut(broken=broken, days=days)


@rest.get("/registers/{code}/map", access=SEE, response=MapOut)
def read_map(
    request: PageRequest, code: str, q: str = "", standing: str = "", where: str = "", box: str = ""
) -> MapOut:  # fmt: skip
    """Where the records of a list lie; ``box`` (west,south,east,north) narrows it."""
    register = queries.access_register(actor=request.actor, code=code)
    asked: Asked = asked_of(request, register, q, standing, where, box=box)
    found = queries.mapped(actor=request.actor, at=request.at, register=register, asked=asked)
    return MapOut(
        box=found.box, located=found.located, is_cut=found.is_cut,
        records=told(request, register, list(found.records)), spots=[SpotOut(**asdict(spot)) for spot in found.spots],
    )  # fmt: skip


@rest.get("/registers/{code}/records/{record_id}/readers", access=JUDGE, response=ReadersOut)
def list_readers(request: PageRequest, code: str, record_id: UUID, after: str | None = None) -> ReadersOut:
    """Who may see more of a record than others, and who has looked at it: for who decides over its unit."""
    register = queries.access_register(actor=request.actor, code=code)
    record = queries.access_record(actor=request.actor, register=register, record_id=record_id)
    page = queries.readings(actor=request.actor, register=register, record=record, after=after)
    allowed = queries.onlookers(actor=request.actor, at=request.at, register=register, record=record)
    return ReadersOut(
        onlookers=[OnlookerOut(**asdict(one)) for one in allowed],
        readings=[
            RecordReadingOut(
                at=row.at, name=row.actor_name, post=row.post_title, unit=row.unit_name,
                is_whole=row.subject_kind == "register",
            )
            for row in page.items
        ],
        next=page.next_cursor,
    )  # fmt: skip
