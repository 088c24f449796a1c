"""What comes in: scans one by one or in a ZIP, and the sheet that tells what stands on each."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from django.utils.translation import gettext

from tinhso.core.text import fold
from tinhso.services.digitisation.rules import entering
from tinhso.services.digitisation.schema import DigitisedField
from tinhso.services.digitisation.types import MOST_SCANS, Fault, IntakeInvalid

MOST_UNPACKED: Final = 200_000_000
_MOST_RATIO: Final = 150
_FILE: Final = ("tep", "ten tep", "file")
_SCANS: Final = (".pdf", ".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet: its number as people count, the scan that it names, the values that it tells."""

    number: int
    name: str
    values: Mapping[str, str]


def unpack(content: bytes) -> dict[str, bytes]:
    """The scans of a ZIP by name, folders left out. Raises ``IntakeInvalid`` for a damaged, locked or swollen one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if _is_scan(one.filename)]
            unpacked = sum(one.file_size for one in entries)
            if len(entries) > MOST_SCANS:
                raise IntakeInvalid(reason=gettext("mỗi lần nhận nhiều nhất {most} bản quét.").format(most=MOST_SCANS))
            if unpacked > MOST_UNPACKED or unpacked > _MOST_RATIO * max(len(content), 1):
                raise IntakeInvalid(reason=gettext("tệp nén mở ra quá lớn."))
            found: dict[str, bytes] = {}
            for one in entries:
                name = PurePosixPath(one.filename).name
                if name in found:
                    raise IntakeInvalid(reason=gettext("tệp nén có hai bản quét cùng tên {name}.").format(name=name))
                with archive.open(one) as entry:
                    found[name] = entry.read(one.file_size + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise IntakeInvalid(reason=gettext("tệp nén hỏng hoặc có mật khẩu.")) from error
    return found


def _is_scan(path: str) -> bool:
    name = PurePosixPath(path).name
    return not name.startswith(".") and not path.startswith("__MACOSX") and name.lower().endswith(_SCANS)


def rows_of(
    table: Sequence[Sequence[str]], fields: Sequence[DigitisedField], *, names: Iterable[str], today: date
) -> tuple[list[Row], list[Fault]]:
    """(rows that name a scan, what is wrong with the others). The first row holds the names of the columns: ``Tệp``
    and the fields by name or id. Raises ``IntakeInvalid`` where no column names the scan.
    """
    columns = [_column(text, fields) for text in table[0]] if table else []
    if "" not in columns:
        raise IntakeInvalid(reason=gettext("bảng kê cần cột “Tệp” ghi tên bản quét."))
    known = set(names)
    rows: list[Row] = []
    faults = [
        Fault(1, text, gettext("không có cột này; bỏ cột hoặc sửa tên"))
        for text, column in zip(table[0], columns, strict=True)
        if column is None and text
    ]
    seen: set[str] = set()
    for number, cells in enumerate(table[1:], 2):
        if not any(cells):
            continue
        told = {column: cell for column, cell in zip(columns, cells, strict=False) if column is not None}
        name = PurePosixPath(told.pop("", "").replace("\\", "/")).name
        reason = _wrong(name, known, seen, told, fields, today)
        if reason:
            faults.append(Fault(number, name, reason))
            continue
        seen.add(name)
        values, _none = entering.read(fields, told, today=today)
        rows.append(Row(number, name, values))
    return rows, faults


def _column(text: str, fields: Sequence[DigitisedField]) -> str | None:
    """The field of a column, "" for the one that names the scan, None for an unknown one."""
    bare = fold(text)
    if bare in _FILE:
        return ""
    return next((field.id for field in fields if bare in {field.id, fold(field.name), fold(field.name_en)}), None)


def _wrong(
    name: str, known: set[str], seen: set[str], told: Mapping[str, str], fields: Sequence[DigitisedField], today: date
) -> str:
    if not name or name not in known:
        return gettext("không có bản quét tên này")
    if name in seen:
        return gettext("bản quét này đã có ở dòng trên")
    # The sheet may know less than the paper: what it leaves out is entered from the scan.
    _values, problems = entering.read(fields, told, today=today)
    named = {field.id: field.name for field in fields}
    return "; ".join(f"{named[key]}: {text}" for key, text in problems.items() if told.get(key))
