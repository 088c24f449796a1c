"""Publishing the open data: each month as CSV and JSON, anew only where it says something else."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from tinhso.core import sheets
from tinhso.core.access import SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.foundation.files import api as files
from tinhso.services.transparency import queries
from tinhso.services.transparency.models import OpenFile
from tinhso.services.transparency.rules import OpenRow, as_text
from tinhso.services.transparency.schema import OpenDataObject

_KINDS = {"csv": "text/csv", "json": "application/json"}


@action("transparency.publish", access=SYSTEM_ONLY)
def publish(*, actor: Actor, at: datetime) -> Done[int]:
    """Công bố dữ liệu mở: write the files of every month; returns how many say something new.

    What says the same as before stays as it is, so that a second run changes nothing.
    """
    about, written = queries.about(), 0
    for month in queries.open_months():
        rows = queries.open_rows(month, about.smallest)
        for kind in _KINDS:
            written += _write(month, kind, rows, about, at)
    return Done(written, subject=("open data", about.id), detail={"files": written})


def _write(month: date, kind: str, rows: Sequence[OpenRow], about: OpenDataObject, at: datetime) -> int:
    content = _csv(rows) if kind == "csv" else _json(month, rows, about)
    digest = hashlib.sha256(content).hexdigest()
    known = OpenFile.objects.select_for_update().filter(month=month, format=kind).first()
    if known is not None and known.digest == digest:
        return 0
    name = f"ho-so-{month:%Y-%m}.{kind}"
    file = files.store_bytes(at=at, content=content, media_type=_KINDS[kind], name=name, purpose="transparency.open")
    row = known or OpenFile(month=month, format=kind)
    row.file, row.digest, row.rows, row.published_at = file, digest, len(rows), at
    row.save()
    return 1


def _csv(rows: Sequence[OpenRow]) -> bytes:
    return sheets.write_csv(as_text(rows))


def _json(month: date, rows: Sequence[OpenRow], about: OpenDataObject) -> bytes:
    told = {
        "dataset": about.id,
        "title": about.name,
        "licence": about.licence_url,
        "month": f"{month:%Y-%m}",
        "smallest": about.smallest,
        "rows": [asdict(row) for row in rows],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
