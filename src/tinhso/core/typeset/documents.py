"""Official documents in the layout of NĐ 30/2020/NĐ-CP: what such a document is made of, checked, then typeset."""

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tinhso.core.typeset.codes import qr_svg
from tinhso.core.typeset.compiler import render_pdf


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paragraph(_Part):
    """One paragraph; `lead` ("Điều 1.") is set bold before the text."""

    text: str
    lead: str | None = None
    style: Literal["normal", "bold", "italic"] = "normal"
    align: Literal["justify", "center"] = "justify"


class LabelledValue(_Part):
    """A line "Họ và tên: …"."""

    label: str
    value: str
    strong: bool = False


class Fields(_Part):
    """Lines of label and value, as an extract (trích lục) has them."""

    fields: list[LabelledValue]


class TableShape(_Part):
    """Cells are text; `widths` are shares of the line, one a column."""

    columns: list[str]
    widths: list[float]
    rows: list[list[str]]


class Table(_Part):
    """A table whose header row is repeated on each page."""

    table: TableShape


class NumberedList(_Part):
    """Entries numbered 1., 2. and so on."""

    numbered: list[str]


BodyItem = Paragraph | Fields | Table | NumberedList


class Signer(_Part):
    """Who signs: lines of authority ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), the title held, the name."""

    authority: list[str] = []
    title: str
    name: str


class Verification(_Part):
    """The code printed at the foot and in the QR, with the address of the page that verifies it."""

    code: str
    url: str


class OfficialDocument(_Part):
    """The nine main components of an administrative document (NĐ 30/2020, Đ8).

    `type` is None for a letter (công văn).
    """

    authority: str | None = None
    issuer: str
    number: str
    place: str
    issued_date: dt.date | None
    type: str | None
    abstract: str
    urgency: Literal["Hỏa tốc", "Thượng khẩn", "Khẩn"] | None = None
    addressees: list[str] = []
    legal_bases: list[str] = []
    enacting: list[str] = []
    body: list[BodyItem] = Field(min_length=1)
    recipients: list[str] = []
    signer: Signer
    verification: Verification | None = None
    is_draft: bool = False


def long_date(date: dt.date | None) -> str:
    """Return "ngày 02 tháng 9 năm 2026": a zero before days below 10 and before months 1
    and 2 (NĐ 30/2020, Phụ lục I).
    """
    if date is None:
        return "ngày … tháng … năm …"
    month = f"{date.month:02d}" if date.month < 3 else str(date.month)
    return f"ngày {date.day:02d} tháng {month} năm {date.year}"


def document_number(number: int, notation: str) -> str:
    """Return "05/QĐ-UBND": numbers below 10 get a zero (NĐ 30/2020, Phụ lục I)."""
    return f"{number:02d}/{notation}"


def verification_data(verification: Verification | None) -> dict[str, str] | None:
    """What a layout needs to print the foot: code, address, QR drawing and its text alternative."""
    if verification is None:
        return None
    return {
        "code": verification.code,
        "url": verification.url,
        "label": "Mã xác minh:",
        "qr": qr_svg(verification.url),
        "alt": f"Mã QR mở trang xác minh {verification.url}",
    }


def render_document(document: OfficialDocument) -> bytes:
    """Typeset an administrative document. The PDF has two empty signature fields, `signer` and `seal`.

    Raises:
        LayoutFailed, FontsMissing: see `render_pdf`.
    """
    data: dict[str, Any] = document.model_dump(mode="json", exclude={"verification", "legal_bases", "issued_date"})
    data |= {
        "title": " ".join(filter(None, [document.type, document.number, document.abstract])),
        "date": long_date(document.issued_date),
        "opening": [{"text": basis, "style": "italic"} for basis in document.legal_bases],
        "verification": verification_data(document.verification),
        "draft": "DỰ THẢO" if document.is_draft else None,
    }
    return render_pdf("nd30.typ", data)
