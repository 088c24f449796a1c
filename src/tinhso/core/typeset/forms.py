"""Paper forms: the words are pack data, chosen by instrument and number, never by a bare number.

A text may hold `{{ path.to.value }}`; the value is put in as text. A value that is absent becomes a dotted line, so
that the form can be completed by hand, as on paper.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tinhso.core.typeset.codes import code128_svg, qr_svg
from tinhso.core.typeset.compiler import render_pdf
from tinhso.core.typeset.documents import Verification, verification_data

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_][a-z0-9_.]*)\s*\}\}")
_BLANK = "…………………"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FormColumn(_Part):
    """A column of a table of entries: `value` is a text with placeholders over one entry."""

    title: str
    value: str
    width: float = 1.0


class FormBlock(_Part):
    """One block of a form: a text, label–value lines, a numbered list or a table over the entries at `each`.

    `when` is the path of a value; where it is empty or false the block is left out.
    """

    text: str | None = None
    style: Literal["normal", "bold", "italic"] = "normal"
    align: Literal["justify", "center"] = "justify"
    fields: list[tuple[str, str]] | None = None
    each: str | None = None
    numbered: str | None = None
    columns: list[FormColumn] | None = None
    when: str | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "FormBlock":
        kinds = [kind for kind in ("text", "fields", "numbered", "columns") if getattr(self, kind) is not None]
        if len(kinds) != 1:
            raise ValueError(f"a block is one of text, fields, numbered, columns; got {kinds or 'none'}")
        if (self.numbered is not None or self.columns is not None) != (self.each is not None):
            raise ValueError("numbered and columns need `each`, text and fields do not take it")
        return self


class FormSignature(_Part):
    """A place to sign; `space` names the signature field of the PDF (none where people sign on paper only)."""

    title: str
    note: str | None = None
    name: str = ""
    space: str | None = None


class PaperForm(BaseModel):
    """A form as its instrument prescribes it; texts may hold placeholders.

    Made from the pack object of a form (``PaperForm.model_validate(template.model_dump())``): what that object carries
    for other purposes is left out, but its blocks and signatures are checked to the letter.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    instrument: str
    number: str
    name: str
    subtitle: str | None = None
    document_number: str = ""
    addressee: str | None = None
    landscape: bool = False
    body: list[FormBlock] = Field(min_length=1)
    signatures: list[FormSignature] = Field(min_length=1)


class FormContext(BaseModel):
    """What every form carries beside its own values; ``code`` is empty on a form about no one dossier, ``links`` are
    printed as QR at its end, each with its words.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    authority: str | None = None
    issuer: str
    place: str
    date_text: str
    code: str = ""
    code_url: str = ""
    links: tuple[tuple[str, str], ...] = ()
    verification: Verification | None = None


def _value(path: str, values: Mapping[str, Any]) -> Any:
    found: Any = values
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def _fill(text: str, values: Mapping[str, Any], *, blank: str = _BLANK) -> str:
    def put(match: re.Match[str]) -> str:
        value = _value(match[1], values)
        return blank if value is None or value == "" else str(value)

    return _PLACEHOLDER.sub(put, text)


def _block(block: FormBlock, values: Mapping[str, Any]) -> dict[str, Any] | None:
    if block.when is not None and not _value(block.when, values):
        return None
    if block.text is not None:
        return {"text": _fill(block.text, values), "style": block.style, "align": block.align}
    if block.fields is not None:
        return {"fields": [{"label": label, "value": _fill(value, values)} for label, value in block.fields]}
    entries = [
        {**values, "entry": entry, "index": index}
        for index, entry in enumerate(_value(block.each or "", values) or [], 1)
    ]
    if block.numbered is not None:
        return {"numbered": [_fill(block.numbered, entry) for entry in entries] or [_BLANK]}
    columns = block.columns or []
    return {
        "table": {
            "columns": [column.title for column in columns],
            "widths": [column.width for column in columns],
            "rows": [[_fill(column.value, entry, blank="") for column in columns] for entry in entries],
        }
    }


def _machine_codes(context: FormContext) -> dict[str, str]:
    return {
        "label": "Mã hồ sơ",
        "value": context.code,
        "barcode": code128_svg(context.code),
        "qr": qr_svg(context.code_url),
        "alt": f"Mã QR mở trang theo dõi hồ sơ {context.code}",
    }


def filled_table(form: PaperForm, values: Mapping[str, Any]) -> list[list[str]]:
    """The first table of a form, filled: a row of headings, then the entries. What a spreadsheet of the form holds.

    What is absent stays empty, as no hand will fill it in.
    """
    block = next((block for block in form.body if block.columns is not None), None)
    if block is None or block.columns is None:
        return []
    rows = [[column.title for column in block.columns]]
    for index, entry in enumerate(_value(block.each or "", values) or [], 1):
        named = {**values, "entry": entry, "index": index}
        rows.append([_fill(column.value, named, blank="") for column in block.columns])
    return rows


def render_form(form: PaperForm, context: FormContext, values: Mapping[str, Any]) -> bytes:
    """Typeset a form with the code of the dossier, if it has one, as barcode and QR.

    Args:
        form: the words.
        context: issuing body, place, date, dossier code.
        values: formatted texts (dates, money) and lists of mappings, by the names that the form uses.

    Raises:
        LayoutFailed, FontsMissing: see `render_pdf`.
    """
    values = {**values, "issuer": context.issuer, "code": context.code}
    data = {
        "authority": context.authority,
        "issuer": context.issuer,
        "place": context.place,
        "date": context.date_text,
        "title": form.name,
        "subtitle": _fill(form.subtitle, values) if form.subtitle else None,
        "number": _fill(form.document_number, values) if form.document_number else "",
        "addressee": _fill(form.addressee, values) if form.addressee else None,
        "landscape": form.landscape,
        "code": _machine_codes(context) if context.code else None,
        "links": [{"label": label, "qr": qr_svg(url)} for label, url in context.links],
        "body": [block for block in (_block(block, values) for block in form.body) if block is not None],
        "signatures": [
            {
                "title": _fill(entry.title, values),
                "note": entry.note,
                "name": _fill(entry.name, values) if entry.name else "",
                "space": entry.space,
            }
            for entry in form.signatures
        ],
        "verification": verification_data(context.verification),
    }
    return render_pdf("form.typ", data)
