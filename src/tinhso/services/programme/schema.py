"""Pack sections ``programmes``, ``targets`` and ``systems``. Reference: docs/reference/schemas."""

import datetime as dt
from typing import Literal

from pydantic import Field

from tinhso.core.packs.api import PackObject, PackPart, PackView
from tinhso.services.programme.types import SystemState

Comparator = Literal["=", ">", ">=", "<=", "≈", "growth=", "growth>", "growth>=", "range", "by", "from"]


class ProgrammeObject(PackObject):
    """A resolution, plan or other document that sets targets.

    Number and date may be unreadable in the source (null).
    """

    name: str
    name_en: str
    title: str
    issuer: str
    issuer_kind: Literal["party", "government"]
    number: str | None
    date: dt.date | None
    horizon: tuple[int, ...]
    seed: str
    notes: str = ""


class TargetObject(PackObject):
    """One figure of a programme, as printed: indicator, comparator, value, unit, scope,
    and where it stands in the text. ``readings`` are further indicators, where the sentence can be read otherwise too.
    """

    programme: str
    kind: Literal["target", "baseline", "floor", "milestone", "rhythm"]
    indicator: str
    readings: tuple[str, ...] = ()
    name: str
    name_en: str
    pillar: Literal["government", "economy", "society", "cross"]
    sector: str = ""
    level: Literal["province", "district", "commune", "all"]
    year: int | Literal["annual", "unspecified"]
    comparator: Comparator
    value: bool | int | float | str | tuple[int | float | str, ...] | None = None
    unit: str
    scope: str = ""
    seed: str
    where: str


class SeedPlace(PackPart):
    """Where a document names a system."""

    file: str
    where: str


class SystemObject(PackObject):
    """One system, platform, database or service that the programme documents name.

    ``served_by`` is the name of the page that serves it; only then may ``state`` be ``served``.
    """

    name: str
    name_en: str
    group: str
    kind: Literal["software", "integration", "infrastructure-or-policy"]
    does: str
    state: SystemState = SystemState.PLANNED
    served_by: str = ""
    seeds: tuple[SeedPlace, ...] = Field(min_length=1)


def check_programme(view: PackView) -> None:
    """Every target belongs to a programme and an indicator; a served system says where."""
    for item in view.objects("targets", TargetObject).values():
        view.reference(item, "programme", "programmes", item.programme)
        view.reference(item, "indicator", "indicators", item.indicator)
        for place, reading in enumerate(item.readings):
            view.reference(item, f"readings.{place}", "indicators", reading)
    for system in view.objects("systems", SystemObject).values():
        if (system.state is SystemState.SERVED) != bool(system.served_by):
            view.problem(system, "served_by", "served_by đi cùng state: served, và chỉ khi đó")
