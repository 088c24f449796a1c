"""REST: programmes, targets with what is measured now, and the inventory of systems."""

import datetime as dt
from typing import Any

from ninja import Schema

from tinhso.core.access import PUBLIC, needs
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.services.programme import api

rest = RestRoom("programme", "Chương trình và chỉ tiêu")


class ProgrammeOut(Schema):
    """A programme; number and date are null where the source is unreadable."""

    id: str
    name: str
    issuer: str
    issuer_kind: str
    number: str | None
    date: dt.date | None
    horizon: list[int]


class TargetOut(Schema):
    """A target as printed, with its state and what is measured now: ``measured`` in the unit of the indicator,
    ``percent`` the same where that is a share.
    """

    id: str
    programme: str
    kind: str
    indicator: str
    name: str
    name_en: str
    level: str
    year: int | str
    comparator: str
    value: Any
    unit: str
    scope: str
    state: str
    numerator: int | None
    denominator: int | None
    measured: float | None
    percent: float | None


class FigureOut(Schema):
    """A measured figure as the wall shows it: its value, its months as percentages, the target it answers to if any."""

    indicator: str
    name: str
    name_en: str
    numerator: int
    denominator: int
    percent: float | None
    changed_at: dt.datetime | None
    trend: list[float]
    target: TargetOut | None


class SystemOut(Schema):
    """A system of the inventory."""

    id: str
    name: str
    name_en: str
    group: str
    kind: str
    state: str
    served_by: str


@rest.get("/programmes", access=PUBLIC, response=list[ProgrammeOut])
def list_programmes(request: PageRequest) -> list[ProgrammeOut]:
    """The programmes in force."""
    return [ProgrammeOut(**item.model_dump(include=set(ProgrammeOut.model_fields))) for item in api.programmes()]


@rest.get("/figures", access=needs(api.READ), response=list[FigureOut])
def list_figures(request: PageRequest) -> list[FigureOut]:
    """The measured figures of the province, in the order of the wall."""
    return [_figure(item) for item in api.figures(request.at.date())]


@rest.get("/targets", access=PUBLIC, response=list[TargetOut])
def list_targets(request: PageRequest) -> list[TargetOut]:
    """Every target with what is measured now, the live ones first."""
    return [_target(item) for item in api.standings(request.at.date())]


@rest.get("/targets/{target_id}", access=PUBLIC, response=TargetOut)
def read_target(request: PageRequest, target_id: str) -> TargetOut:
    """One target with what is measured now."""
    return _target(api.standing(target_id, request.at.date()))


@rest.get("/systems", access=PUBLIC, response=list[SystemOut])
def list_systems(request: PageRequest, group: str = "", state: str = "") -> list[SystemOut]:
    """The systems that the programmes name, and how each stands here."""
    return [
        SystemOut(**item.model_dump(include=set(SystemOut.model_fields)))
        for item in api.systems(group=group, state=state)
    ]


def _figure(item: api.Figure) -> FigureOut:
    percent = item.value.percent
    return FigureOut(
        indicator=item.indicator.id,
        name=item.indicator.name,
        name_en=item.indicator.name_en,
        numerator=item.value.numerator,
        denominator=item.value.denominator,
        percent=float(percent) if percent is not None else None,
        changed_at=item.value.changed_at,
        trend=list(item.trend),
        target=_target(item.standing) if item.standing else None,
    )


def _target(item: api.Standing) -> TargetOut:
    printed = item.target.model_dump(include=set(TargetOut.model_fields))
    measured = item.indicator.measured(item.value) if item.value else None
    figure = float(measured) if measured is not None else None
    return TargetOut(
        **printed,
        state=item.state,
        numerator=item.value.numerator if item.value else None,
        denominator=item.value.denominator if item.value else None,
        measured=figure,
        percent=figure if item.indicator.measure == "share" else None,
    )
