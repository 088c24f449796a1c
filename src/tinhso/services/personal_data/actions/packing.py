"""The package of a person's data: what every room holds, as JSON and as a page for people, and who looked."""

import hashlib
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext

from tinhso.core import personal
from tinhso.core.clock import local
from tinhso.core.i18n import format_datetime
from tinhso.core.typeset import render_pdf
from tinhso.services.personal_data import queries

_LAYOUT: Final = Path(__file__).parent.parent / "layouts" / "copy.typ"
MEDIA_TYPE: Final = "application/zip"
FORMAT: Final = "tinhso.personal-data/1"


def told(person: personal.Person, at: datetime) -> dict[str, Any]:
    """All that the rooms hold of a person, table by table, plain JSON. One query a table."""
    of_models = [
        {
            "id": key,
            "title": gettext(held.title_vi),
            "fields": {name: gettext(label) for name, label in held.fields.items()},
            "rows": [held.told(row) for row in held.rows(person)],
            "not_told": {name: gettext(reason) for name, reason in held.kept.items()},
        }
        for key, held in personal.holdings.items()
    ]
    declared = [
        {"id": held.id, "title": held.title, "fields": held.fields, "rows": held.rows, "not_told": {}}
        for asked in personal.declared_holdings.values()
        for held in asked(person)
    ]
    return {
        "format": FORMAT,
        "made_at": local(at).isoformat(),
        "account_id": str(person.account_id or ""),
        "holdings": [*of_models, *declared],
    }


def pack(person: personal.Person, at: datetime) -> bytes:
    """The package as a ZIP file: ``du-lieu.json``, ``du-lieu.html``, ``du-lieu.pdf``, ``ai-da-xem.csv`` and the SHA-256
    of each.
    """
    data = told(person, at)
    sections = _sections(data)
    page = render_to_string("personal_data/package.html", {"data": data, "sections": sections, "made_at": at})
    members = {
        "du-lieu.json": json.dumps(data, ensure_ascii=False, indent=1).encode(),
        "du-lieu.html": page.encode(),
        "du-lieu.pdf": render_pdf(_LAYOUT, _layout_data(sections, at)),
        "ai-da-xem.csv": b"".join(queries.export_of(personal.subjects_of_person(person), person.account_id)),
    }
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in members.items())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**members, "SHA256SUMS": sums.encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=local(at).timetuple()[:6]), content)
    return made.getvalue()


def _layout_data(sections: list[dict[str, Any]], at: datetime) -> dict[str, Any]:
    made = format_datetime(at)
    return {
        "title": gettext("Dữ liệu cá nhân của tôi"),
        "lead": gettext("Những gì nền tảng giữ về ông/bà lúc {when}.").format(when=made),
        "none": gettext("Không có."),
        "sections": sections,
        "language": get_language() or "vi",
    }


def _sections(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The holdings as a page reads them: rows of (label, value), empty values left out."""
    return [
        {
            "title": held["title"],
            "rows": [
                [
                    (held["fields"][name], _words(value))
                    for name, value in row.items()
                    if value not in (None, "", [], {})
                ]
                for row in held["rows"]
            ],
        }
        for held in data["holdings"]
    ]


def _words(value: object) -> str:
    """A value as a person reads it: what is nested line by line."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_words(each)}" for key, each in value.items() if each not in (None, "", [], {}))
    if isinstance(value, list):
        return "\n".join(_words(each) for each in value)
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    return str(value)
