"""The catalogue as a workbook: one row a procedure; its papers, fees and legal bases on further sheets by its code.

A sheet is known by its headings, whatever it is called. What is read back is put together by procedure: a procedure
goes in whole, or all its rows come back with reasons.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from tinhso.core.text import fold
from tinhso.services.procedures.rules import designing
from tinhso.services.procedures.rules.catalogue_lists import LISTS, put_list, rows_of_list
from tinhso.services.procedures.rules.sheet_cells import CellKind, expected, known, put_cell, written

CODE: Final = "ma"
#: Column of the first sheet → where it stands in a body; ``*`` for several values divided by semicolons.
COLUMNS: Final = (
    (CODE, "id"), ("ten", "name"), ("ten_en", "name_en"), ("cach_noi", "aliases*"), ("linh_vuc", "field"),
    ("cap", "level"), ("doi_tuong", "subjects*"), ("tom_tat", "summary"), ("tom_tat_en", "summary_en"),
    ("truc_tuyen", "online"), ("ly_do", "online_reason"), ("noi_nop", "filing"), ("thoi_han", "deadline.0.value"),
    ("don_vi", "deadline.0.unit"), ("ket_qua", "result.name"), ("ket_qua_en", "result.name_en"),
    ("tu_ngay", "valid_from"), ("den_ngay", "valid_to"),
)  # fmt: skip
_KINDS: Final[Mapping[str, CellKind]] = {"deadline.0.value": "number", "valid_from": "day", "valid_to": "day"}
#: Only read: from which procedure a new one takes form, flow, papers and fees.
MODEL: Final = "theo_mau"
REASON: Final = "loi"
HEADINGS: Final = (*(name for name, _place in COLUMNS), MODEL)
#: Every sheet by its key: what it is called, and its headings. The first is known by a column that no other has.
SHEETS: Final[Mapping[str, tuple[str, Sequence[str]]]] = {
    "procedures": (gettext_noop("Thủ tục"), HEADINGS),
    **{key: (each.title, each.headings) for key, each in LISTS.items()},
}


@dataclass(slots=True)
class Entry:
    """Every row of a workbook about one procedure: by sheet, the number of the row and its cells by column."""

    code: str
    rows: dict[str, list[tuple[int, dict[str, str]]]] = field(default_factory=dict)
    #: What is wrong before anything is read: by sheet and number of the row.
    problems: dict[str, list[str]] = field(default_factory=dict)


def sheets_out(items: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[list[str]]]]:
    """The workbook: every sheet with its title and rows, from the bodies of procedures."""
    bodies = [designing.opened(body) for body in items]
    first = [list(HEADINGS), *([*(_out(body, place) for _name, place in COLUMNS), ""] for body in bodies)]
    found = [(gettext(SHEETS["procedures"][0]), first)]
    for key, each in LISTS.items():
        rows = [[str(body["id"]), *row] for body in bodies for row in rows_of_list(key, body)]
        found.append((gettext(each.title), [list(each.headings), *rows]))
    return found


def _out(body: Mapping[str, Any], place: str) -> str:
    if place.startswith("deadline.") and len(body["deadline"]) > 1:
        return ""
    return written(designing.get(body, place.rstrip("*")))


def kind_of(headings: Sequence[str]) -> str:
    """Which sheet a row of headings begins; empty for none."""
    names = {fold(cell) for cell in headings}
    own = {key: set(known_ones) for key, (_title, known_ones) in SHEETS.items()}
    marks = {key: each.mark for key, each in LISTS.items()}
    listed = next((key for key, mark in marks.items() if mark in names), "")
    return listed or ("procedures" if names & (own["procedures"] - {CODE}) else "")


def heading_problem(tables: Sequence[Sequence[Sequence[str]]]) -> str:
    """Why a workbook cannot be this catalogue; empty where it can."""
    for number, rows in enumerate(tables, 1):
        headings = [fold(cell) for cell in rows[0] if cell] if rows else []
        if number > 1 and not headings:
            continue
        valid = SHEETS[kind_of(headings) or "procedures"][1]
        strange = [name for name in headings if name not in {*valid, REASON}]
        if CODE not in headings or strange or len(headings) == 1:
            near = get_close_matches(strange[0], valid, 1) if strange else [CODE]
            told = gettext("Dòng đầu phải là tên cột: {names}. Chưa hiểu: {wrong}. Gần nhất: {near}.").format(
                names=", ".join(valid), wrong=", ".join(strange) or "–", near=near[0] if near else "–"
            )
            return gettext("Trang {number}. {told}").format(number=number, told=told) if number > 1 else told
    return ""


def entries_in(tables: Sequence[Sequence[Sequence[str]]]) -> list[Entry]:
    """Every row below the headings, put together by procedure, in the order in which their codes come."""
    found: dict[str, Entry] = {}
    alone: list[Entry] = []
    for rows in tables:
        headings = [fold(cell) for cell in rows[0]] if rows else []
        sheet = kind_of(headings)
        for number, cells in enumerate(rows[1:], 2):
            if not any(cells):
                continue
            given = {name: cell for name, cell in zip(headings, cells, strict=False) if name != REASON}
            code = given.get(CODE, "")
            entry = found.get(code)
            if entry is not None and sheet == "procedures" and sheet in entry.rows:
                told = gettext("ma: mã {code} đã có ở dòng trên").format(code=code)
                alone.append(Entry(code, {sheet: [(number, given)]}, {f"{sheet}.{number}": [told]}))
                continue
            entry = found.setdefault(code, Entry(code))
            entry.rows.setdefault(sheet, []).append((number, given))
    return [*found.values(), *alone]


def body_of(
    entry: Entry, bodies: Mapping[str, Mapping[str, Any]], allowed: Mapping[str, Mapping[str, str]]
) -> tuple[designing.Body, dict[str, list[str]]]:
    """The body that an entry makes, and what is wrong: by sheet and number of the row (``papers.7``).

    ``bodies`` are the procedures in force; ``allowed`` gives by column the values it may have, with their names.
    """
    problems = {key: [*told] for key, told in entry.problems.items()}
    number, given = entry.rows.get("procedures", [(0, {})])[0]
    here = f"procedures.{number}" if number else _first(entry)
    source = bodies.get(entry.code) or bodies.get(given.get(MODEL, ""))
    if source is None:
        near = get_close_matches(given.get(MODEL) or entry.code, bodies, 1)
        text = gettext("{column}: thủ tục mới cần mã của một thủ tục có sẵn để theo").format(column=MODEL)
        problems.setdefault(here, []).append(text + (f" ({near[0]}?)" if near else ""))
        return {}, problems
    body = _begun(source, entry.code, is_new=entry.code not in bodies)
    for name, place in COLUMNS[1:]:
        if name in given:
            told = _put(body, name, place, given[name], allowed.get(name, {}))
            if told:
                problems.setdefault(here, []).append(told)
    for key in LISTS:
        if key in entry.rows:
            for row, told in put_list(key, body, entry.rows[key], allowed):
                problems.setdefault(f"{key}.{row}", []).append(told)
    return designing.closed(body), problems


def _first(entry: Entry) -> str:
    """The first row of an entry."""
    sheet = next(iter(entry.rows))
    return f"{sheet}.{entry.rows[sheet][0][0]}"


def _begun(source: Mapping[str, Any], code: str, *, is_new: bool) -> designing.Body:
    if is_new:
        return designing.opened(designing.copy_of(source, code=code, name="", name_en=""))
    copied = designing.copy_of(source, code=code, name=str(source["name"]), name_en=str(source["name_en"]))
    kept = {key: source[key] for key in ("aliases", "valid_from", "valid_to") if key in source}
    return designing.opened({**copied, **kept})


def row_of(entry: Entry, path: str) -> str:
    """The row by which the field of a problem was given; that of the procedure where none of a list was."""
    for key, each in LISTS.items():
        position = each.position(path)
        if position is not None and position < len(entry.rows.get(key, ())):
            return f"{key}.{entry.rows[key][position][0]}"
    return f"procedures.{entry.rows['procedures'][0][0]}" if "procedures" in entry.rows else _first(entry)


def column_of(path: str) -> str:
    """The column of the first sheet for the field of a body; the field where it has none."""
    single = f"deadline.0.{path.removeprefix('deadline.')}" if path.startswith("deadline.") else path
    return {place.rstrip("*"): name for name, place in COLUMNS}.get(single, path)


def refused_rows(entry: Entry, problems: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Mapping[str, str], str]]:
    """All rows of an entry that does not go in: their sheet, the cells by column, and what is wrong in the row."""
    for sheet, rows in entry.rows.items():
        for number, given in rows:
            told = problems.get(f"{sheet}.{number}", ())
            reason = gettext("dòng {n}: {problems}").format(n=number, problems="; ".join(told)) if told else ""
            yield sheet, given, reason


def _put(body: designing.Body, name: str, place: str, text: str, allowed: Mapping[str, str]) -> str:
    if place.startswith("deadline.") and (len(body["deadline"]) != 1 or not text):
        return ""
    if not text and _out(body, place) == "":
        return ""
    if place.endswith("*"):
        values = [part.strip() for part in text.split(";") if part.strip()]
        wrong = next((value for value in values if allowed and known(value, allowed) is None), None)
        if wrong is not None:
            return expected(name, wrong, allowed)
        designing.put(body, place[:-1], [known(value, allowed) or value for value in values] or None)
        return ""
    return put_cell(body, place, name, text, kind=_KINDS.get(place, "text"), allowed=allowed)
