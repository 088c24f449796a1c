"""Reading in the background: the relay hands waiting scans to jobs, a job reads one scan.

Never in a request: a page takes seconds. Two scans are read at a time, those first that a person waits for. A job that
is killed is handed on again; what cannot be read after three attempts says so and is typed by hand.
"""

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.errors import TinhSoError
from tinhso.core.events.api import steps
from tinhso.foundation.files import api as files
from tinhso.foundation.ocr.actions import keep_reading
from tinhso.foundation.ocr.models import Reading
from tinhso.foundation.ocr.ports.tesseract import is_installed, read_page
from tinhso.foundation.ocr.rules.pages import pages_of
from tinhso.foundation.ocr.rules.straight import angle_of, straightened
from tinhso.foundation.ocr.types import PageText, ReadingState

log = logging.getLogger(__name__)
_AT_ONCE: Final = 2
_ATTEMPTS: Final = 3
#: Longer than a page takes at most.
_LOST_AFTER: Final = timedelta(minutes=5)


def hand_on_scans(at: datetime) -> int:
    """Make jobs of scans that wait, urgent ones first, as long as fewer than two are read; none where the program is
    not installed. Returns how many.
    """
    lost = Q(state=ReadingState.QUEUED, moved_at__lt=at - _LOST_AFTER)
    waits = Reading.objects.filter(Q(state=ReadingState.WAITING) | lost)
    if not waits.exists() or not is_installed():
        return 0
    with transaction.atomic():
        free = _AT_ONCE - Reading.objects.filter(state=ReadingState.QUEUED).exclude(lost).count()
        chosen = waits.select_for_update(skip_locked=True).order_by("-urgent", "moved_at").values_list("pk", flat=True)
        keys = list(chosen[: max(0, free)])
        Reading.objects.filter(pk__in=keys).update(state=ReadingState.QUEUED, moved_at=at)
        if keys:
            jobs: list[dict[str, JSONValue]] = [{"sha256": key} for key in keys]
            read_scan.batch_defer(*jobs)
    return len(keys)


@app.task(name="ocr.read_scan", pass_context=False)
def read_scan(*, sha256: str, **_later: Any) -> None:
    """Read one scan and keep its text, unless that was done."""
    at = clock.now()
    claimed = Reading.objects.filter(pk=sha256, state=ReadingState.QUEUED).update(
        attempts=F("attempts") + 1, moved_at=at
    )
    if not claimed:
        return
    reading = Reading.objects.select_related("file").get(pk=sha256)
    if reading.attempts > _ATTEMPTS:
        keep_reading(actor=SYSTEM, at=at, sha256=sha256, problem="the worker was killed each time")
        return
    try:
        pages = _read(reading)
    except Exception as error:  # noqa: BLE001 -- whatever an uploaded file brings about
        log.warning("scan %s was not read (attempt %s): %r", sha256, reading.attempts, error)
        if not isinstance(error, TinhSoError) and reading.attempts < _ATTEMPTS:
            Reading.objects.filter(pk=sha256).update(state=ReadingState.WAITING, moved_at=clock.now())
        else:
            keep_reading(actor=SYSTEM, at=clock.now(), sha256=sha256, problem=str(error) or type(error).__name__)
    else:
        keep_reading(actor=SYSTEM, at=clock.now(), sha256=sha256, pages=pages)
    hand_on_scans(clock.now())


def _read(reading: Reading) -> list[PageText]:
    """The text of each page, straightened; with each page the reading shows that it is not lost.

    Raises ``ReadingFailed``, ``NotAScan``, ``ScanTooLarge``.
    """
    file, found = reading.file, []
    for page, _width, _height in pages_of(files.read_file(file), media_type=file.media_type, name=file.original_name):
        angle = angle_of(page)
        found.append(PageText(angle, read_page(straightened(page, angle))))
        Reading.objects.filter(pk=reading.pk).update(moved_at=clock.now())
    return found


steps.add("ocr.scans", hand_on_scans)
