"""Official PDFs: layouts in typst, words and values as data. See README.md."""

from tinhso.core.typeset.codes import code128_svg, qr_svg
from tinhso.core.typeset.compiler import render_pdf, render_pictures
from tinhso.core.typeset.documents import (
    BodyItem,
    Fields,
    LabelledValue,
    NumberedList,
    OfficialDocument,
    Paragraph,
    Signer,
    Table,
    TableShape,
    Verification,
    document_number,
    long_date,
    render_document,
    verification_data,
)
from tinhso.core.typeset.forms import FormContext, PaperForm, filled_table, render_form
from tinhso.core.typeset.sheets import SheetColumn, render_sheet
from tinhso.core.typeset.types import FontsMissing, LayoutFailed

__all__ = [
    "BodyItem",
    "Fields",
    "FontsMissing",
    "FormContext",
    "LabelledValue",
    "LayoutFailed",
    "NumberedList",
    "OfficialDocument",
    "PaperForm",
    "Paragraph",
    "SheetColumn",
    "Signer",
    "Table",
    "TableShape",
    "Verification",
    "code128_svg",
    "document_number",
    "filled_table",
    "long_date",
    "qr_svg",
    "render_document",
    "render_form",
    "render_pdf",
    "render_pictures",
    "render_sheet",
    "verification_data",
]
