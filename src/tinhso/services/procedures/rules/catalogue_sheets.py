"""The catalogue as a table: one row a procedure, its papers and fees on further sheets; rows read back with reasons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from django.utils.translation import gettext

from tinhso.core.text import fold
from tinhso.services.procedures.rules import designing
from tinhso.services.procedures.schema import ProcedureObject

#: Column of the table → where it stands in a body; ``*`` for several values divided by semicolons.
COLUMNS: Final = (
    ("ma", "id"), ("ten", "name"), ("ten_en", "name_en"), ("cach_noi", "aliases*"), ("linh_vuc", "field"),
    ("cap", "level"), ("doi_tuong", "subjects*"), ("tom_tat", "summary"), ("tom_tat_en", "summary_en"),
    ("truc_tuyen", "online"), ("ly_do", "online_reason"), ("noi_nop", "filing"), ("thoi_han", "deadline.0.value"),
    ("don_vi", "deadline.0.unit"), ("ket_qua", "result.name"), ("ket_qua_en", "result.name_en"),
    ("can_cu", "legal_basis*"), ("tu_ngay", "valid_from"), ("den_ngay", "valid_to"),
)  # fmt: skip
#: Only read: from which procedure a new one takes form, flow, papers and fees.
MODEL: Final = "theo_mau"
REASON: Final = "loi"
HEADINGS: Final = (*(name for name, _place in COLUMNS), MODEL)
PAPER_HEADINGS: Final = ("ma", "giay_to", "ten", "loai", "so_ban", "bat_buoc", "thay_bang")
FEE_HEADINGS: Final = ("ma", "khoan", "ten", "muc_thu", "so_luong", "dieu_kien")


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row: what it was, the body it makes, or what is wrong in it."""

    number: int
    cells: Sequence[str]
    body: designing.Body | None
    problems: tuple[str, ...] = ()


def rows_out(items: Iterable[ProcedureObject]) -> Iterator[list[str]]:
    """The first sheet."""
    yield list(HEADINGS)
    for item in items:
        body = designing.opened(item.model_dump(mode="json"))
        yield [*(_out(body, place) for _name, place in COLUMNS), ""]


def _out(body: Mapping[str, Any], place: str) -> str:
    if place.startswith("deadline.") and len(body["deadline"]) > 1:
        return ""
    value = designing.get(body, place.rstrip("*"))
    return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def papers_out(items: Iterable[ProcedureObject]) -> Iterator[list[str]]:
    """The sheet of papers."""
    yield list(PAPER_HEADINGS)
    for item in items:
        for paper in item.papers:
            needed = ("có" if paper.required else "không") if isinstance(paper.required, bool) else str(paper.required)
            yield [item.id, paper.id, paper.name, paper.kind, str(paper.count), needed, paper.replaceable_by]


def fees_out(items: Iterable[ProcedureObject]) -> Iterator[list[str]]:
    """The sheet of fees, in đồng."""
    yield list(FEE_HEADINGS)
    for item in items:
        for fee in item.fee.items:
            yield [item.id, fee.id, fee.name, str(fee.amount), str(fee.quantity or ""), str(fee.when or "")]


def rows_in(
    rows: Sequence[Sequence[str]], bodies: Mapping[str, Mapping[str, Any]], allowed: Mapping[str, Mapping[str, str]]
) -> Iterator[RowRead]:
    """Every row below the headings: good ones with the body they make, bad ones with reasons.

    ``bodies`` are the procedures in force; ``allowed`` gives by column the values it may have, with their names.
    """
    headings = [fold(cell) for cell in rows[0]] if rows else []
    seen: set[str] = set()
    for number, cells in enumerate(rows[1:], 2):
        if not any(cells):
            continue
        given = dict(zip(headings, cells, strict=False))
        body, problems = _row(given, bodies, allowed)
        code = given.get("ma", "")
        if code in seen:
            problems.append(gettext("ma: mã {code} đã có ở dòng trên").format(code=code))
        seen.add(code)
        yield RowRead(number, cells, None if problems else body, tuple(problems))


def heading_problem(rows: Sequence[Sequence[str]]) -> str:
    """Why a table cannot be this catalogue; empty where it can."""
    headings = [fold(cell) for cell in rows[0] if cell] if rows else []
    strange = [name for name in headings if name not in {*HEADINGS, REASON}]
    if "ma" not in headings or strange:
        near = get_close_matches(strange[0], HEADINGS, 1) if strange else ["ma"]
        return gettext("Dòng đầu phải là tên cột: {names}. Chưa hiểu: {wrong}. Gần nhất: {near}.").format(
            names=", ".join(HEADINGS), wrong=", ".join(strange) or "–", near=near[0] if near else "–"
        )
    return ""


def _row(
    given: Mapping[str, str], bodies: Mapping[str, Mapping[str, Any]], allowed: Mapping[str, Mapping[str, str]]
) -> tuple[designing.Body, list[str]]:
    code, model = given.get("ma", ""), given.get(MODEL, "")
    source = bodies.get(code) or bodies.get(model)
    if source is None:
        near = get_close_matches(model or code, bodies, 1)
        text = gettext("{column}: thủ tục mới cần mã của một thủ tục có sẵn để theo").format(column=MODEL)
        return {}, [text + (f" ({near[0]}?)" if near else "")]
    if code in bodies:
        body = designing.opened(
            designing.copy_of(source, code=code, name=str(source["name"]), name_en=str(source["name_en"]))
        )
        body = {**body, **{key: source[key] for key in ("aliases", "valid_from", "valid_to") if key in source}}
    else:
        body = designing.opened(designing.copy_of(source, code=code, name="", name_en=""))
    problems = []
    for name, place in COLUMNS[1:]:
        if name in given:
            told = _put(body, name, place, given[name], allowed.get(name, {}))
            problems += [told] if told else []
    return designing.closed(body), problems


def _put(body: designing.Body, name: str, place: str, text: str, allowed: Mapping[str, str]) -> str:
    if place.startswith("deadline.") and (len(body["deadline"]) != 1 or not text):
        return ""
    if not text and _out(body, place) == "":
        return ""
    if place.endswith("*"):
        values = [part.strip() for part in text.split(";") if part.strip()]
        wrong = next((value for value in values if allowed and _known(value, allowed) is None), None)
        if wrong is not None:
            return _expected(name, wrong, allowed)
        designing.put(body, place[:-1], [_known(value, allowed) or value for value in values] or None)
        return ""
    if allowed and text:
        key = _known(text, allowed)
        if key is None:
            return _expected(name, text, allowed)
        text = key
    if place == "deadline.0.value":
        if not text.isdigit():
            return gettext("{column}: “{value}” không phải số nguyên").format(column=name, value=text)
        designing.put(body, place, int(text))
        return ""
    designing.put(body, place, text or None)
    return ""


def _known(text: str, allowed: Mapping[str, str]) -> str | None:
    """The id of a value written as its id or as its name, accents not needed."""
    if text in allowed:
        return text
    return next((key for key, name in allowed.items() if fold(name) == fold(text)), None)


def _expected(name: str, text: str, allowed: Mapping[str, str]) -> str:
    near = get_close_matches(fold(text), [*allowed, *(fold(each) for each in allowed.values())], 1)
    told = gettext("{column}: “{value}” không có; cần một trong: {names}").format(
        column=name, value=text[:60], names=", ".join(list(allowed)[:12])
    )
    return f"{told} ({near[0]}?)" if near else told
