"""A spreadsheet of the catalogue into a change set: rows that are right go in, the others come back with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext
from pydantic import ValidationError

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.packs import api as packs
from tinhso.core.packs import changes
from tinhso.core.packs.document import node_of
from tinhso.core.packs.explain import explain
from tinhso.core.packs.models import ChangeSet
from tinhso.services.procedures.rules import catalogue_sheets, sheets
from tinhso.services.procedures.rules.catalogue_sheets import RowRead
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.procedures.types import TableUnreadable

SECTION: Final = "procedures"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to: the change set (None where nothing differs), how many rows went in or were the same, and
    the table of the others with a column of reasons.
    """

    change_set: ChangeSet | None
    taken: int
    unchanged: int
    refused: Sequence[Sequence[str]]


@action("procedures.import_catalogue", access=needs(changes.EDIT))
def import_catalogue(*, actor: Actor, at: datetime, content: bytes, name: str = "") -> Done[Imported]:
    """Read a CSV file or the first sheet of an XLSX file into a new change set of one's own.

    Only what the table's columns say changes; forms and flows of existing procedures are not touched.
    Raises ``TableUnreadable``; then nothing is stored.
    """
    try:
        rows = sheets.read(content)
    except sheets.SheetUnreadable:
        raise TableUnreadable(reason=gettext("tệp không phải bảng CSV hoặc XLSX, hoặc quá lớn")) from None
    wrong = catalogue_sheets.heading_problem(rows)
    if wrong:
        raise TableUnreadable(reason=wrong)
    bodies = changes.bodies_in_force(SECTION)
    good: list[Mapping[str, Any]] = []
    refused: list[list[str]] = []
    unchanged = 0
    for row in catalogue_sheets.rows_in(rows, bodies, _allowed()):
        problems = row.problems or _problems(row)
        if problems:
            cells = [*row.cells, *[""] * (len(rows[0]) - len(row.cells))]
            reason = gettext("dòng {n}: {problems}").format(n=row.number, problems="; ".join(problems))
            refused.append([*cells[: len(rows[0])], reason])
        elif row.body and row.body == bodies.get(str(row.body["id"])):
            unchanged += 1
        elif row.body:
            good.append(row.body)
    change_set = None
    if good:
        title = gettext("Nhập danh mục {name}").format(name=name).strip()
        change_set = changes.start_change_set(actor=actor, at=at, title=title)
        changes.put_objects(actor=actor, at=at, change_set_id=change_set.id, section=SECTION, bodies=good)
    table = [[*rows[0], catalogue_sheets.REASON], *refused] if refused else []
    imported = Imported(change_set, len(good), unchanged, table)
    subject = ("change_set", change_set.id) if change_set else None
    return Done(imported, subject=subject, detail={"taken": len(good), "refused": len(refused)})


def _problems(row: RowRead) -> tuple[str, ...]:
    """What the schema finds wrong with a row."""
    assert row.body is not None  # noqa: S101 -- asked only of rows that were read
    try:
        ProcedureObject.model_validate(row.body)
    except ValidationError as error:
        columns = {place.rstrip("*"): name for name, place in catalogue_sheets.COLUMNS}
        found = explain(error, ProcedureObject, "", node_of(row.body), SECTION, str(row.body.get("id")))
        return tuple(
            f"{columns.get(each.field, each.field)}: {each.message}" + (f" ({each.expected})" if each.expected else "")
            for each in found
        )
    return ()


def _allowed() -> dict[str, dict[str, str]]:
    """By column, the values it may have with their names."""
    return {
        "linh_vuc": {each.id: each.name for each in packs.current("fields").values()},
        "cap": {"province": "Cấp tỉnh", "district": "Cấp huyện", "commune": "Cấp xã"},
        "doi_tuong": {"citizen": "Công dân", "company": "Doanh nghiệp", "household_business": "Hộ kinh doanh"},
        "truc_tuyen": {"full": "Toàn trình", "partial": "Một phần", "none": "Chỉ tại quầy"},
        "noi_nop": {"own": "Tại hệ thống này", "national": "Cổng Dịch vụ công quốc gia"},
        "don_vi": {"working_days": "ngày làm việc", "working_hours": "giờ làm việc", "days": "ngày"},
    }
