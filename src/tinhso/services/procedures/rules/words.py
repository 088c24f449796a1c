"""Words of documents: a template over a dossier's values becomes a text that an official may edit, and that text the
body of an official document.

The editable text is plain: blocks are parted by an empty line; a block whose lines all read ``Nhãn: giá trị`` is a list
of labelled values; ``* `` before a line makes it bold; anything else is a paragraph.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tinhso.core.packs.api import Expression
from tinhso.core.typeset import BodyItem, Fields, LabelledValue, Paragraph
from tinhso.services.procedures.schema import TemplateObject

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_][a-z0-9_.]*)\s*\}\}")
_LABELLED = re.compile(r"^(\* )?([^:\n]{1,80}): (\S.*)$")
_LEAD = re.compile(r"^((?:Điều|Khoản) \d+\.)\s+(.*)$", re.DOTALL)
BLANK = "…………………"

Values = Mapping[str, Any]


def value_at(path: str, values: Values) -> Any:
    """The value at a dotted path; None where there is none."""
    found: Any = values
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def fill(text: str, values: Values) -> str:
    """``text`` with every placeholder replaced by its value as text; an absent one becomes a dotted line."""

    def put(match: re.Match[str]) -> str:
        value = value_at(match[1], values)
        return BLANK if value in (None, "") else str(value)

    return _PLACEHOLDER.sub(put, text)


def draft_text(template: TemplateObject, shown: Values, raw: Values) -> str:
    """The text of a document as drafted from its template. ``shown`` holds values as people read them, ``raw`` as
    conditions compare them.
    """
    return "\n\n".join(block for entry in template.body if (block := _block(entry, shown, raw)))


def _block(entry: Any, shown: Values, raw: Values) -> str:
    if isinstance(entry, str):
        return fill(entry, shown)
    if not _applies(entry, raw):
        return ""
    if "fields" in entry:
        lines = [_line(line, shown) for line in entry["fields"] if _applies(line, raw) and _has_value(line, shown)]
        return "\n".join(lines)
    lead = f"{entry['lead']} " if entry.get("lead") else ""
    mark = "* " if entry.get("style") == "bold" else ""
    return f"{mark}{lead}{fill(entry['text'], shown)}"


def _applies(entry: Mapping[str, Any], raw: Values) -> bool:
    return "when" not in entry or Expression(str(entry["when"])).holds(raw)


def _has_value(line: Mapping[str, Any], shown: Values) -> bool:
    names = _PLACEHOLDER.findall(line["value"])
    return not names or any(value_at(name, shown) not in (None, "") for name in names)


def _line(line: Mapping[str, Any], shown: Values) -> str:
    mark = "* " if line.get("strong") else ""
    return f"{mark}{line['label']}: {fill(line['value'], shown)}"


def body_of(text: str) -> list[BodyItem]:
    """The body of a document from its edited text."""
    return [item for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) for item in _items(block)]


def _items(block: str) -> Iterator[BodyItem]:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    labelled = [_LABELLED.match(line) for line in lines]
    if lines and all(labelled):
        yield Fields(fields=[LabelledValue(label=m[2], value=m[3], strong=bool(m[1])) for m in labelled if m])
        return
    for line in lines:
        bold = line.startswith("* ")
        text = line.removeprefix("* ")
        lead = _LEAD.match(text)
        yield Paragraph(
            text=lead[2] if lead else text, lead=lead[1] if lead else None, style="bold" if bold else "normal"
        )


def signer_lines(post_title: str, *, committee: bool) -> tuple[list[str], str]:
    """Lines of authority and the title above a signature (NĐ 30/2020, Phụ lục I): a committee's members sign TM., a
    deputy signs KT. for the head.
    """
    office = re.split(r"\s+(?:Ủy ban|Uỷ ban|Sở|Ban|Trung tâm|UBND)\b", post_title, maxsplit=1)[0].strip()
    authority = ["TM. ỦY BAN NHÂN DÂN"] if committee else []
    if office.startswith("Phó "):
        authority.append(f"KT. {office.removeprefix('Phó ').upper()}")
    return authority, office.upper()


def phrases(items: Sequence[str], values: Values) -> list[str]:
    """Every text with its placeholders filled."""
    return [fill(item, values) for item in items]
