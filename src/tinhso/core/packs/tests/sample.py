"""Two small sections and a pack of them, for the tests of this package."""

from enum import StrEnum
from pathlib import Path
from typing import Any

from tinhso.core.packs.api import Change, Expression, Impact, PackObject, PackPart, PackView, Section
from tinhso.core.packs.testing import write_pack


class UnitKind(StrEnum):
    GOVERNMENT = "government"
    DEPARTMENT = "department"
    COMMUNE = "commune"


class Unit(PackObject):
    name: str
    kind: UnitKind
    parent: str | None = None


class Paper(PackPart):
    id: str
    name: str
    required: bool | Expression = True


class Procedure(PackObject):
    name: str
    unit: str
    fee: int = 0
    ratio: float = 0.0
    papers: tuple[Paper, ...] = ()


class Rooms:
    """What the sections of the sample did, and whether the writer shall fail."""

    def __init__(self) -> None:
        self.changes: list[Change[Any]] = []
        self.fail = False

    def apply(self, change: Change[Any]) -> None:
        self.changes.append(change)
        if self.fail:
            raise RuntimeError("the room refuses")

    def sections(self) -> list[Section[Any]]:
        return [
            Section(
                "procedures",
                Procedure,
                "Thủ tục",
                "tests",
                check=check_procedures,
                apply=self.apply,
                impact=impact,
                after=("units",),
                editable=True,
            ),
            Section("units", Unit, "Cơ quan", "tests", check=check_units, apply=self.apply),
        ]


def check_units(view: PackView) -> None:
    for unit in view.objects("units", Unit).values():
        view.reference(unit, "parent", "units", unit.parent)


def check_procedures(view: PackView) -> None:
    for procedure in view.objects("procedures", Procedure).values():
        view.reference(procedure, "unit", "units", procedure.unit)
        for number, paper in enumerate(procedure.papers):
            if isinstance(paper.required, Expression):
                view.expression(procedure, f"papers.{number}.required", paper.required, ["married", "born"])


def impact(change: Change[Any]) -> list[Impact]:
    return [Impact(changed.new.id, 3, "3 hồ sơ đang mở") for changed in change.changed]


UNITS = [
    {"id": "ubnd", "name": "UBND", "kind": "government"},
    {"id": "stp", "name": "Sở Tư pháp", "kind": "department", "parent": "ubnd"},
]
PAPERS = [{"id": "don", "name": "Tờ khai"}, {"id": "cmnd", "name": "Căn cước", "required": 'married == "yes"'}]
PROCEDURE = {
    "id": "1.000001",
    "name": "Đăng ký kết hôn",
    "unit": "stp",
    "fee": 8000,
    "papers": PAPERS,
}


def write_sample(folder: Path, **changes: Any) -> None:
    """A common layer with the procedure, the province ``hue`` with the units."""
    write_pack(folder, "common", {"procedures": [PROCEDURE | changes]}, kind="common")
    write_pack(folder, "hue", {"units": UNITS}, extends=["common"])
