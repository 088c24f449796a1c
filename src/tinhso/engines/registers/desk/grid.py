"""The list as a table of cells: many records changed at once, written or asked for; one field of many set at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.personal import HIDDEN
from tinhso.core.ui.forms import as_number, as_uuid, written
from tinhso.engines.registers import actions, queries
from tinhso.engines.registers.desk.editing import options_of
from tinhso.engines.registers.desk.face import ASK, face
from tinhso.engines.registers.desk.lists import asked_of
from tinhso.engines.registers.rules.gridding import cell_text, changed_cells, grid_fields, rows_a_page, same_text
from tinhso.engines.registers.rules.telling import told
from tinhso.engines.registers.schema import RegisterField, RegisterObject
from tinhso.engines.registers.types import MOST_ROWS, WRITE, FieldType, Record, RowEdit, Saved
from tinhso.foundation.organisation import api as organisation

#: Fields under whose cells a list of choices hangs.
_LISTED = (FieldType.CODE, FieldType.BOOLEAN, FieldType.TERRITORY, FieldType.UNIT, FieldType.RECORD)


@dataclass(frozen=True, slots=True)
class Row:
    """A record with what its cells say now."""

    record: Record
    stands: Mapping[str, str]
    hidden: frozenset[str]


@face.page("co-so-du-lieu/<slug:code>/bang/", name="registers.grid", access=ASK, methods=("GET", "POST"))
def grid(request: PageRequest, code: str) -> HttpResponseBase:
    """A page of the list as cells; what was typed is written where the actor may write, else sent as requests."""
    register = queries.access_register(actor=request.actor, code=code)
    fields = grid_fields(register)
    if request.method == "POST":
        return _saved(request, register, fields)
    page = queries.records(
        actor=request.actor, at=request.at, register=register, asked=asked_of(request, register),
        after=request.GET.get("after"), limit=rows_a_page(len(fields)),
    )  # fmt: skip
    rows = _rows(request, register, fields, page.items)
    return _drawn(request, register, rows, {}, {}, page_links(request, page))


def _rows(
    request: PageRequest, register: RegisterObject, fields: Sequence[RegisterField], found: Sequence[Record]
) -> list[Row]:
    names = queries.cell_names(register, found, request.at)
    rows = []
    for record in found:
        sees = queries.sees_personal(request.actor, register, record.unit_id)
        hidden = frozenset(field.id for field in fields if field.is_personal and not sees)
        stands = {f.id: "" if f.id in hidden else cell_text(f, record.values[f.id], names) for f in fields}
        rows.append(Row(record, stands, hidden))
    return rows


def _typed(data: QueryDict, fields: Sequence[RegisterField]) -> dict[UUID, tuple[int, dict[str, str]]]:
    """The version and the cells of each row that was sent."""
    found: dict[UUID, tuple[int, dict[str, str]]] = {}
    for name, value in data.items():
        kind, _dot, rest = name.partition(".")
        record_id = as_uuid(rest) if kind == "v" else None
        if record_id is not None:
            cells = {f.id: text for f in fields if (text := data.get(f"c.{record_id}.{f.id}")) is not None}
            found[record_id] = (as_number(str(value)) or 0, cells)
    return found


def _edits(register: RegisterObject, row: Row, version: int, cells: Mapping[str, str], names: Any) -> dict[str, str]:
    """What somebody typed into a row: what differs from what they saw, which may be a version ago."""
    seen = row.stands
    if version != row.record.version:
        old = queries.past_version(register, row.record.id, version)
        seen = {n: "" if n in row.hidden else cell_text(register.field(n), old.values[n], names) for n in row.stands}
    return changed_cells(cells, seen)


def _saved(request: PageRequest, register: RegisterObject, fields: Sequence[RegisterField]) -> HttpResponseBase:
    sent = _typed(request.POST, fields)
    found = queries.records_of(actor=request.actor, register=register, ids=list(sent)[:MOST_ROWS])
    rows = _rows(request, register, fields, found)
    names = queries.cell_names(register, found, request.at)
    edits: list[RowEdit] = []
    problems: dict[UUID, TinhSoError] = {}
    for row in rows:
        version, cells = sent[row.record.id]
        try:
            given = _edits(register, row, version, cells, names)
        except TinhSoError as error:
            problems[row.record.id] = error
            continue
        if given:
            edits.append(RowEdit(row.record.id, version, given))
    if not edits and not problems:
        messages.info(request, gettext("Chưa có ô nào thay đổi."))
        return redirect(request.get_full_path())
    try:
        saved = write_or_ask(request, register, edits)
    except TinhSoError as error:
        problems |= dict.fromkeys((edit.record_id for edit in edits), error)
        saved = Saved(None, 0, {})
    problems |= saved.back
    if not problems:
        return redirect(where_to(request, register, saved))
    typed = {edit.record_id: edit.given for edit in edits}
    if saved.taken:
        messages.success(request, told_of(request, register, saved))
    return _drawn(request, register, [r for r in rows if r.record.id in problems], typed, problems, {})


def write_or_ask(request: PageRequest, register: RegisterObject, edits: Sequence[RowEdit]) -> Saved:
    """Write rows where the actor writes in the register, else ask for them."""
    common: dict[str, Any] = {"actor": request.actor, "at": request.at, "register": register.id, "rows": edits}
    reason = written(request.POST, "_reason", 500)
    if queries.may(request.actor, WRITE, register):
        return actions.save_rows(**common, basis=reason)
    return actions.ask_rows(**common, reason=reason)


def told_of(request: PageRequest, register: RegisterObject, saved: Saved) -> str:
    """What became of the rows that were taken."""
    if queries.may(request.actor, WRITE, register):
        return gettext("Đã ghi {n} bản ghi.").format(n=saved.taken)
    return gettext("Đã gửi {n} đề nghị; một người khác sẽ duyệt.").format(n=saved.taken)


def where_to(request: PageRequest, register: RegisterObject, saved: Saved) -> str:
    """Where somebody goes on whose rows were all taken: to the batch that they may undo, or to the requests."""
    messages.success(request, told_of(request, register, saved))
    if saved.batch_id is None:
        return reverse("registers.requests", args=[register.id])
    return reverse("registers.batch", args=[register.id, saved.batch_id])


def _drawn(
    request: PageRequest, register: RegisterObject, rows: Sequence[Row], typed: Mapping[UUID, Mapping[str, str]],
    problems: Mapping[UUID, TinhSoError], links: Mapping[str, str],
) -> HttpResponseBase:  # fmt: skip
    fields = grid_fields(register)
    columns = [_column(request, field) for field in fields]
    title = register.field(register.title)
    kept = request.GET.copy()
    kept.pop("after", None)
    context = {
        "register": register,
        "columns": columns,
        "rows": [
            {
                "id": row.record.id,
                "version": row.record.version,
                "title": told(title, row.record.values[title.id], {}, masked=title.id in row.hidden),
                "problem": problems[row.record.id].message if row.record.id in problems else "",
                "cells": [_cell(row, column, typed, problems) for column in columns],
            }
            for row in rows
        ],
        "came_back": bool(problems),
        "reason": written(request.POST, "_reason", 500),
        "may_write": queries.may(request.actor, WRITE, register),
        "left_out": [named(field) for field in register.written_fields if field not in fields],
        "kept": kept.urlencode(),
        **links,
    }
    return render(request, "registers/grid.html", context, status=422 if problems else 200)


def _column(request: PageRequest, field: RegisterField) -> dict[str, Any]:
    options: list[tuple[str, str]] = []
    if field.type in _LISTED:
        # Words are what people read and type; a record is typed by its key.
        offered = options_of(request, field)
        options = offered if field.type is FieldType.RECORD else [(name, "") for _key, name in offered]
    return {"field": field, "options": options, "is_long": field.type is FieldType.LONG_TEXT}


def _cell(
    row: Row, column: Mapping[str, Any], typed: Mapping[UUID, Mapping[str, str]],
    problems: Mapping[UUID, TinhSoError],
) -> dict[str, Any]:  # fmt: skip
    name, stands = column["field"].id, row.stands[column["field"].id]
    text = typed.get(row.record.id, {}).get(name, stands)
    fields = problems[row.record.id].fields if row.record.id in problems else {}
    return {
        "column": column, "name": f"c.{row.record.id}.{name}", "text": text, "stands": stands,
        "error": fields.get(name, ""), "is_hidden": name in row.hidden, "is_typed": not same_text(text, stands),
    }  # fmt: skip


@face.page("co-so-du-lieu/<slug:code>/bang/dong-loat/", name="registers.mass", access=ASK, methods=("GET", "POST"))
def mass(request: PageRequest, code: str) -> HttpResponseBase:
    """Set one field of the chosen records: chosen in the table, or the whole list as it is asked for; shown first."""
    register = queries.access_register(actor=request.actor, code=code)
    fields = {field.id: field for field in grid_fields(register) if field.id != register.key}
    name, value, do = request.POST.get("truong", ""), written(request.POST, "gia_tri", 5000), request.POST.get("do", "")
    found = _chosen(request, register)
    field = fields.get(name)
    errors: dict[str, str] = {}
    if do in ("preview", "write"):
        if field is None:
            errors["truong"] = gettext("Chọn trường cần đặt.")
        elif problem := queries.problems_of(register, [(field.id, value)], request.at.date())[0]:
            errors["gia_tri"] = problem
    changes = _changes(request, register, field, found, value) if field and do and not errors else []
    if do == "write" and field and changes:
        versions = {record_id: version for record_id, (version, _cells) in _typed(request.POST, ()).items()}
        edits = [
            RowEdit(each["id"], versions.get(each["id"], each["version"]), {field.id: value})
            for each in changes
            if each["is_changed"]
        ]
        try:
            saved = write_or_ask(request, register, edits)
            if not saved.back:
                return redirect(where_to(request, register, saved))
            if saved.taken:
                messages.success(request, told_of(request, register, saved))
            changes = [
                {**each, "problem": saved.back[each["id"]].message} for each in changes if each["id"] in saved.back
            ]
        except TinhSoError as error:
            errors["_reason" if "reason" in error.fields else "gia_tri"] = error.message
    context = {
        "register": register, "found": found, "count": len(found), "most": MOST_ROWS,
        "fields": [(each.id, named(each)) for each in fields.values()],
        "field": field, "value": value, "reason": written(request.POST, "_reason", 500), "errors": errors,
        "changes": changes, "differ": sum(1 for each in changes if each["is_changed"]),
        "offered": _column(request, field)["options"] if field else [],
        "may_write": queries.may(request.actor, WRITE, register),
    }  # fmt: skip
    return render(request, "registers/mass.html", context, status=422 if errors else 200)


def _chosen(request: PageRequest, register: RegisterObject) -> list[Record]:
    """The records that were marked, or those of the list; no more than are written at once."""
    if request.method == "POST":
        ids = [one for text in request.POST.getlist("chon") if (one := as_uuid(text)) is not None]
        return queries.records_of(actor=request.actor, register=register, ids=ids[:MOST_ROWS])
    asked = asked_of(request, register)
    page = queries.records(actor=request.actor, at=request.at, register=register, asked=asked, limit=MOST_ROWS)
    return list(page.items)


def _changes(
    request: PageRequest, register: RegisterObject, field: RegisterField, found: Sequence[Record], value: str
) -> list[dict[str, Any]]:
    """Each chosen record with what it says and what it would say."""
    title = register.field(register.title)
    return [
        {
            "id": row.record.id, "version": row.record.version,
            "title": told(title, row.record.values[title.id], {}, masked=title.is_personal and bool(row.hidden)),
            "old": HIDDEN if field.id in row.hidden else row.stands[field.id], "new": value, "problem": "",
            "is_changed": field.id in row.hidden or not same_text(row.stands[field.id], value),
            "unit": named(organisation.unit(row.record.unit_id)),
        }
        for row in _rows(request, register, [field], found)
    ]  # fmt: skip
