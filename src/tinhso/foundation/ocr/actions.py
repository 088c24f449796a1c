"""Asking for a reading, and keeping it."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.access import SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.foundation.files import api as files
from tinhso.foundation.ocr.models import Reading
from tinhso.foundation.ocr.types import PageText, ReadingState


@action("ocr.ask", access=SYSTEM_ONLY)
def ask_reading(*, actor: Actor, at: datetime, scans: Sequence[files.StoredFile], urgent: bool = False) -> Done[int]:
    """Ask for the text of scans, ``urgent`` where a person waits for it; bytes that were asked for before are not read
    again. Returns how many are new.
    """
    rows = {one.sha256: Reading(sha256=one.sha256, file=one, urgent=urgent, asked_at=at, moved_at=at) for one in scans}
    known = set(Reading.objects.filter(pk__in=rows).values_list("pk", flat=True))
    fresh = [row for key, row in rows.items() if key not in known]
    Reading.objects.bulk_create(fresh, ignore_conflicts=True)
    if urgent:
        Reading.objects.filter(pk__in=known, urgent=False, state=ReadingState.WAITING).update(urgent=True)
    return Done(len(fresh), detail={"scans": len(fresh)})


@action("ocr.keep_reading", access=SYSTEM_ONLY)
def keep_reading(
    *, actor: Actor, at: datetime, sha256: str, pages: Sequence[PageText] = (), problem: str = ""
) -> Done[None]:
    """Keep what was read of a scan, or why it could not be read."""
    told = [
        {"angle": page.angle, "lines": [[one.x, one.y, one.width, one.height, one.text] for one in page.lines]}
        for page in pages
    ]
    state = ReadingState.FAILED if problem else ReadingState.DONE
    Reading.objects.filter(pk=sha256).update(state=state, pages=told, problem=problem[:400], moved_at=at)
    return Done(None, subject=("scan", sha256), detail={"pages": len(pages), "state": state})
