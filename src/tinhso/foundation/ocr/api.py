"""The door of the room."""

from tinhso.foundation.ocr.actions import ask_reading, keep_reading
from tinhso.foundation.ocr.models import Reading
from tinhso.foundation.ocr.ports.tesseract import PACKAGES, is_installed
from tinhso.foundation.ocr.queries import pages_read, picture, pictures, readings
from tinhso.foundation.ocr.types import (
    Line,
    NotAScan,
    PageNotFound,
    PagePicture,
    PageText,
    ReadingState,
    ScanTooLarge,
)

__all__ = [
    "PACKAGES", "Line", "NotAScan", "PageNotFound", "PagePicture", "PageText", "Reading", "ReadingState",
    "ScanTooLarge", "ask_reading", "is_installed", "keep_reading", "pages_read", "picture", "pictures", "readings",
]  # fmt: skip
