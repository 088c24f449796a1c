"""A workbook of the catalogue into a change set: procedures that are right go in, the others come back with reasons.

The file is read at the door; its procedures go in some at a time, each part in one transaction with how far the import
has come. Whatever dies meanwhile, the next part begins where the last one ended.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import DatabaseError, transaction
from django.utils.translation import gettext
from pydantic import ValidationError

from tinhso.core import sheets
from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import TinhSoError
from tinhso.core.packs import api as packs
from tinhso.core.packs import changes
from tinhso.core.packs.document import node_of
from tinhso.core.packs.explain import explain
from tinhso.foundation.organisation import api as organisation
from tinhso.services.procedures.models import CatalogueImport, ImportState
from tinhso.services.procedures.rules import catalogue_sheets
from tinhso.services.procedures.rules.catalogue_sheets import Entry
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.procedures.types import TableUnreadable

log = logging.getLogger(__name__)

SECTION: Final = "procedures"
#: How many procedures go in at a time. An import of no more is done at once.
AT_A_TIME: Final = 100


@action("procedures.import_catalogue", access=needs(changes.EDIT))
def import_catalogue(*, actor: Actor, at: datetime, content: bytes, name: str = "") -> Done[CatalogueImport]:
    """Take a CSV file or an XLSX workbook in, to be put into a new change set of one's own.

    Only what the columns say changes; forms and flows of existing procedures are not touched.
    Raises ``TableUnreadable``; then nothing is stored.
    """
    try:
        tables = sheets.read(content)
    except sheets.SheetUnreadable:
        raise TableUnreadable(reason=gettext("tệp không phải bảng CSV hoặc XLSX, hoặc quá lớn")) from None
    wrong = catalogue_sheets.heading_problem(tables)
    if wrong:
        raise TableUnreadable(reason=wrong)
    entries = catalogue_sheets.entries_in(tables)
    assert actor.account_id is not None  # noqa: S101 -- an official with a grant has an account
    made = CatalogueImport(
        account_id=actor.account_id,
        post_id=actor.post_id,
        name=name.strip()[:200],
        entries=msgspec.to_builtins(entries),
        total=len(entries),
        started_at=at,
    )
    made.save(force_insert=True)
    if len(entries) <= AT_A_TIME:
        _go_on(made, actor, at)
    return Done(made, subject=("catalogue_import", made.id), detail={"procedures": len(entries)})


@action("procedures.continue_import", access=SYSTEM_ONLY)
def continue_import(*, actor: Actor, at: datetime, import_id: UUID) -> Done[int]:
    """Put the next procedures of an import in, as the official who began it; how many were gone through.

    Nothing where another process holds it or it is done. It stops, with the reason, where that official may no longer
    change packs, or has closed the change set meanwhile.
    """
    running = CatalogueImport.objects.filter(pk=import_id, state=ImportState.RUNNING)
    found = running.select_for_update(skip_locked=True).first()
    if found is None:
        return Done(0)
    before = found.read
    try:
        with transaction.atomic():
            _go_on(found, organisation.actor_for(found.account_id, at, found.post_id), at)
    except TinhSoError as error:
        _stop(found, error.message, at)
    except DatabaseError:
        raise
    except Exception:
        log.exception("the import %s cannot go on", import_id)
        _stop(found, gettext("Lỗi ngoài dự kiến; người vận hành xem nhật ký."), at)
    return Done(found.read - before, subject=("catalogue_import", found.id), detail={"read": found.read})


def _stop(running: CatalogueImport, problem: str, at: datetime) -> None:
    """End an import as it stood before the part that failed."""
    running.refresh_from_db()
    running.state, running.problem, running.entries, running.finished_at = ImportState.STOPPED, problem[:400], [], at
    running.save()


def continue_imports(at: datetime) -> int:
    """A step of the worker: the next part of the import that has waited longest; how many procedures that was."""
    waiting = CatalogueImport.objects.filter(state=ImportState.RUNNING).order_by("started_at")
    import_id = waiting.values_list("id", flat=True).first()
    return continue_import(actor=SYSTEM, at=at, import_id=import_id) if import_id else 0


def _go_on(running: CatalogueImport, actor: Actor, at: datetime) -> None:
    """One part: into the change set, into the account of what came back, and how far it has come."""
    needs(changes.EDIT).check(actor)
    part = running.entries[running.read : running.read + AT_A_TIME]
    bodies, allowed = changes.bodies_in_force(SECTION), _allowed()
    good: list[Mapping[str, Any]] = []
    for plain in part:
        entry = msgspec.convert(plain, Entry)
        body, problems = catalogue_sheets.body_of(entry, bodies, allowed)
        if not problems:
            problems = _problems(entry, body)
        if problems:
            running.refused += 1
            running.refused_rows += [list(row) for row in catalogue_sheets.refused_rows(entry, problems)]
        elif body == bodies.get(entry.code):
            running.unchanged += 1
        else:
            good.append(body)
    if good:
        _put(running, actor, at, good)
    running.taken += len(good)
    running.read += len(part)
    if running.read >= running.total:
        running.state, running.entries, running.finished_at = ImportState.DONE, [], at
    running.save()


def _put(running: CatalogueImport, actor: Actor, at: datetime, good: Sequence[Mapping[str, Any]]) -> None:
    if running.change_set_id is None:
        title = gettext("Nhập danh mục {name}").format(name=running.name).strip()
        running.change_set_id = changes.start_change_set(actor=actor, at=at, title=title).id
    changes.put_objects(actor=actor, at=at, change_set_id=running.change_set_id, section=SECTION, bodies=good)


def _problems(entry: Entry, body: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the schema finds wrong, by the row that says it."""
    told: dict[str, list[str]] = {}
    try:
        ProcedureObject.model_validate(body)
    except ValidationError as error:
        for each in explain(error, ProcedureObject, "", node_of(body), SECTION, entry.code):
            text = f"{catalogue_sheets.column_of(each.field)}: {each.message}"
            text += f" ({each.expected})" if each.expected else ""
            told.setdefault(catalogue_sheets.row_of(entry, each.field), []).append(text)
    return told


def _allowed() -> dict[str, dict[str, str]]:
    """By column, the values it may have with their names."""
    return {
        "linh_vuc": {each.id: each.name for each in packs.current("fields").values()},
        "cap": {"province": "Cấp tỉnh", "district": "Cấp huyện", "commune": "Cấp xã"},
        "doi_tuong": {"citizen": "Công dân", "company": "Doanh nghiệp", "household_business": "Hộ kinh doanh"},
        "truc_tuyen": {"full": "Toàn trình", "partial": "Một phần", "none": "Chỉ tại quầy"},
        "noi_nop": {"own": "Tại hệ thống này", "national": "Cổng Dịch vụ công quốc gia"},
        "don_vi": {"working_days": "ngày làm việc", "working_hours": "giờ làm việc", "days": "ngày"},
        "papers.loai": {
            "original": "Bản chính", "certified_copy": "Bản sao có chứng thực", "copy": "Bản chụp",
            "electronic": "Bản điện tử",
        },
    }  # fmt: skip
