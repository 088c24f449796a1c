"""The further sheets of the catalogue: papers, fees with discounts for a time, legal bases; a row a member.

A procedure that a sheet names gets exactly the members that the sheet lists for it, in their order; a row with nothing
but its code says that there are none. Others are left as they are, and so is what the columns do not say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from tinhso.services.procedures.rules import designing
from tinhso.services.procedures.rules.sheet_cells import CellKind, expected, known, put_cell, written


@dataclass(frozen=True, slots=True)
class ListSheet:
    """One further sheet: its title, the column by which it is known, its columns (name, place in a member, kind of
    cell), and where its list stands in a body.
    """

    title: str
    mark: str
    columns: tuple[tuple[str, str, CellKind], ...]
    place: str

    @property
    def headings(self) -> tuple[str, ...]:
        """The first row."""
        return ("ma", *(name for name, _place, _kind in self.columns))

    def position(self, path: str) -> int | None:
        """Which member of the list the field of a problem is about."""
        number = path.removeprefix(f"{self.place}.").partition(".")[0]
        return int(number) if self.place and path.startswith(f"{self.place}.") and number.isdigit() else None


LISTS: Final[Mapping[str, ListSheet]] = {
    "papers": ListSheet(
        gettext_noop("Giấy tờ"),
        "giay_to",
        (
            ("giay_to", "id", "text"), ("ten", "name", "text"), ("ten_en", "name_en", "text"),
            ("loai", "kind", "text"), ("so_ban", "count", "number"), ("bat_buoc", "required", "required"),
            ("thay_bang", "replaceable_by", "text"), ("ghi_chu", "note", "text"), ("ghi_chu_en", "note_en", "text"),
        ),
        "papers",
    ),
    "fees": ListSheet(
        gettext_noop("Khoản thu"),
        "khoan",
        (
            ("khoan", "id", "text"), ("ten", "name", "text"), ("ten_en", "name_en", "text"),
            ("muc_thu", "amount", "number"), ("so_luong", "quantity", "text"), ("dieu_kien", "when", "text"),
            ("giam", "discount.percent", "number"), ("giam_tu", "discount.valid_from", "day"),
            ("giam_den", "discount.valid_to", "day"), ("giam_khi", "discount.when", "text"),
            ("giam_can_cu", "discount.legal_basis", "text"),
        ),
        "fee.items",
    ),
    "bases": ListSheet(
        gettext_noop("Căn cứ"), "van_ban", (("cho", "", "text"), ("van_ban", "", "text")), ""
    ),
}  # fmt: skip
#: Which list of a body a legal basis belongs to, by the word in its row.
BASES: Final = {"thu_tuc": "legal_basis", "phi": "fee.legal_basis"}
_BASES_TOLD: Final = {"thu_tuc": "thủ tục", "phi": "phí, lệ phí"}

Rows = Sequence[tuple[int, Mapping[str, str]]]


def rows_of_list(key: str, body: Mapping[str, Any]) -> Iterator[list[str]]:
    """The rows of a procedure on a further sheet, without its code."""
    if key == "bases":
        for word, place in BASES.items():
            yield from ([word, str(text)] for text in designing.get(body, place) or ())
        return
    for member in designing.get(body, LISTS[key].place) or ():
        yield [_out(member, place, kind) for _name, place, kind in LISTS[key].columns]


def _out(member: Mapping[str, Any], place: str, kind: CellKind) -> str:
    value = designing.get(member, place)
    return written(True if kind == "required" and value is None else value)


def put_list(
    key: str, body: designing.Body, rows: Rows, allowed: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[int, str]]:
    """Let a body have what the rows of a sheet say; gives what is wrong, by the number of the row."""
    if key == "bases":
        yield from _put_bases(body, rows)
        return
    sheet = LISTS[key]
    before = {str(each.get("id")): each for each in designing.get(body, sheet.place) or ()}
    after: list[designing.Body] = []
    listed = [(number, given) for number, given in rows if any(text for name, text in given.items() if name != "ma")]
    for number, given in listed:
        taken = {str(each["id"]) for each in after}
        name = given.get(sheet.mark, "") or designing.id_from(given.get("ten", ""), taken | set(before))
        if name in taken:
            yield number, gettext("{column}: “{value}” đã có ở dòng trên").format(column=sheet.mark, value=name)
        member = designing.copied(before.get(name) or {"id": name})
        for column, place, kind in sheet.columns[1:]:
            if column in given and not _is_as_it_was(member, place, kind, given[column]):
                told = put_cell(member, place, column, given[column], kind=kind, allowed=allowed.get(f"{key}.{column}"))
                if told:
                    yield number, told
        after.append(member)
    if after != list(before.values()):
        designing.put(body, sheet.place, after)


def _is_as_it_was(member: Mapping[str, Any], place: str, kind: CellKind, text: str) -> bool:
    """Whether a cell says what stands there already, also by leaving a default out."""
    return _out(member, place, kind) == text


def _put_bases(body: designing.Body, rows: Rows) -> Iterator[tuple[int, str]]:
    found: dict[str, list[str]] = {place: [] for place in BASES.values()}
    for number, given in rows:
        word, text = given.get("cho", ""), given.get("van_ban", "")
        key = known(word, _BASES_TOLD) if word else "thu_tuc"
        if key is None:
            yield number, expected("cho", word, _BASES_TOLD)
        elif text:
            found[BASES[key]].append(text)
    for place, texts in found.items():
        if texts != list(designing.get(body, place) or ()):
            designing.put(body, place, texts or None)
