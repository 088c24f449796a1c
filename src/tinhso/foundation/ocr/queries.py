"""Readings, and the pages of a scan as pictures."""

import io
from collections.abc import Iterable
from typing import Final

from tinhso.foundation.files import api as files
from tinhso.foundation.ocr.models import Reading
from tinhso.foundation.ocr.rules.pages import pages_of
from tinhso.foundation.ocr.rules.straight import straightened
from tinhso.foundation.ocr.types import Line, PageNotFound, PagePicture, PageText

_QUALITY: Final = 82


def readings(digests: Iterable[str]) -> dict[str, Reading]:
    """Readings by the digest of the scan, in one query; what nobody asked for is absent."""
    return Reading.objects.in_bulk(list(digests))


def pages_read(reading: Reading | None) -> tuple[PageText, ...]:
    """What was read, page by page; nothing as long as it is not read."""
    if reading is None:
        return ()
    return tuple(PageText(page["angle"], tuple(Line(*line) for line in page["lines"])) for page in reading.pages)


def pictures(file: files.StoredFile, pages: tuple[PageText, ...] = (), *, widest: int = 0) -> list[PagePicture]:
    """The pages of a scan as JPEG, straightened as they were read; ``widest`` reduces them to so many pixels.

    Raises ``NotAScan``, ``ScanTooLarge``, ``FileDamaged``.
    """
    found = []
    scanned = pages_of(files.read_file(file), media_type=file.media_type, name=file.original_name)
    for number, (picture, width, height) in enumerate(scanned):
        straight = straightened(picture, pages[number].angle if number < len(pages) else 0.0)
        if widest:
            straight.thumbnail((widest, 3 * widest))
        out = io.BytesIO()
        straight.save(out, "JPEG", quality=_QUALITY)
        found.append(PagePicture(out.getvalue(), width, height))
    return found


def picture(file: files.StoredFile, number: int, pages: tuple[PageText, ...] = (), *, widest: int) -> bytes:
    """One page, counted from 1, as JPEG. Raises ``PageNotFound`` and what ``pictures`` raises."""
    found = pictures(file, pages, widest=widest)
    if not 1 <= number <= len(found):
        raise PageNotFound
    return found[number - 1].jpeg
