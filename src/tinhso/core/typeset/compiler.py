"""Turns a layout and data into a PDF with typst, with our own fonts only.

Data is handed over as one JSON string and read by the layout; it is never part of typst source, so that nothing a
person typed can be read as markup or code.
"""

import functools
import io
import json
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from tinhso.core.typeset.types import FontsMissing, LayoutFailed

LAYOUTS = Path(__file__).parent / "templates"
_REQUIRED_FAMILIES = {"Tinos", "Be Vietnam Pro"}
_local = threading.local()
# What no XML and no PDF text may hold: control characters but tab and line break, surrogates, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@functools.cache
def _fonts(folder: str) -> typst.Fonts:
    """Read the font files once a process.

    Raises:
        FontsMissing: a family that the layouts use is not in the folder.
    """
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    missing = _REQUIRED_FAMILIES - set(fonts.families())
    if missing:
        raise FontsMissing(folder=folder, families=", ".join(sorted(missing)))
    return fonts


def _compiler() -> typst.Compiler:
    """One compiler a thread: it keeps parsed layouts between documents and is not safe to share."""
    folder = str(settings.FONT_DIR)
    if getattr(_local, "folder", None) != folder:
        _local.compiler = typst.Compiler(font_paths=_fonts(folder), root=str(LAYOUTS))
        _local.folder = folder
    compiler: typst.Compiler = _local.compiler
    return compiler


def render_pdf(
    source: str | Path, data: Mapping[str, Any], *, root: Path | None = None, standard: Literal["a-2b"] | None = None
) -> bytes:
    """Typeset `data` with the layout `source` and return the PDF.

    Args:
        source: name of a layout of ours ("nd30.typ") or the path of another room's layout.
        data: JSON values; the layout reads them as `json(bytes(sys.inputs.data))`.
        root: folder that the layout may read files from; by default the folder of the layout itself.
        standard: a standard of PDF for archives that the document keeps to ("a-2b"); its layout gives a date.

    Places that the layout keeps for signatures become empty signature fields of the PDF.

    Raises:
        LayoutFailed: the layout and the data do not fit; `reason` is typst's diagnosis.
        FontsMissing: the installation has no fonts.
    """
    path = Path(source)
    if not path.is_absolute():
        path = LAYOUTS / path
    compiler = _compiler()
    try:
        pdf = compiler.compile(
            input=str(path),
            root=str(root or path.parent),
            format="pdf",
            sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False)},
            pdf_standards=standard or [],
        )
        spaces = json.loads(compiler.query("<signature-space>", field="value", root=str(root or path.parent)))
    except typst.TypstError as failure:
        raise LayoutFailed(layout=path.name, reason=failure.message) from failure
    if not isinstance(pdf, bytes):
        raise TypeError("typst answers a request for one PDF with bytes")
    return _with_signature_fields(pdf, spaces) if spaces else pdf


def render_pictures(source: Path, data: Mapping[str, Any], *, dpi: int) -> list[bytes]:
    """Typeset as ``render_pdf`` does, and return each page as a PNG of so many dots an inch.

    Raises:
        LayoutFailed, FontsMissing: as there.
    """
    try:
        pages = _compiler().compile(
            input=str(source),
            root=str(source.parent),
            format="png",
            ppi=float(dpi),
            sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False)},
        )
    except typst.TypstError as failure:
        raise LayoutFailed(layout=source.name, reason=failure.message) from failure
    return [page for page in (pages if isinstance(pages, list) else [pages]) if page is not None]


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value


def _with_signature_fields(pdf: bytes, spaces: list[dict[str, Any]]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for space in spaces:
        page_index = space["page"] - 1
        top = _page_height(writer, page_index) - space["y"]
        box = (
            round(space["x"], 2),
            round(top - space["height"], 2),
            round(space["x"] + space["width"], 2),
            round(top, 2),
        )
        append_signature_field(writer, SigFieldSpec(space["name"], on_page=page_index, box=box))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page_height(writer: IncrementalPdfFileWriter, page_index: int) -> float:
    page_ref, _ = writer.find_page_for_modification(page_index)
    media_box = page_ref.get_object()["/MediaBox"]
    return float(media_box[3])
