"""The intake policy as data: which sorts of file are taken, and the limits."""

from dataclasses import dataclass

from django.utils.translation import gettext

from tinhso.foundation.files.types import FileKind

PDF = FileKind("application/pdf", (".pdf",), "PDF")
JPEG = FileKind("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), "ảnh JPEG")
PNG = FileKind("image/png", (".png",), "ảnh PNG")
WEBP = FileKind("image/webp", (".webp",), "ảnh WebP")
DOCX = FileKind(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",), "văn bản Word (.docx)"
)
XLSX = FileKind(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",), "bảng tính Excel (.xlsx)"
)
ODT = FileKind("application/vnd.oasis.opendocument.text", (".odt",), "văn bản OpenDocument (.odt)")
MP3 = FileKind("audio/mpeg", (".mp3",), "tiếng MP3")
OGG = FileKind("audio/ogg", (".ogg", ".oga"), "tiếng Ogg")
MP4 = FileKind("video/mp4", (".mp4", ".m4v"), "phim MP4")
WEBM = FileKind("video/webm", (".webm",), "phim WebM")

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class IntakePolicy:
    """Accepted sorts and limits. Sizes in bytes, image size in pixels.

    ``max_inflated`` and ``max_ratio`` bound what an office file may unpack to, ``max_entries`` how many parts it has.
    """

    kinds: tuple[FileKind, ...]
    max_bytes: int = 30 * MB
    max_request_bytes: int = 100 * MB
    max_pixels: int = 120_000_000
    max_frames: int = 20
    max_entries: int = 2_000
    max_inflated: int = 200 * MB
    max_ratio: int = 150
    max_pdf_objects: int = 200_000

    @property
    def accepted(self) -> str:
        """The accepted sorts as a person reads them."""
        return ", ".join(gettext(kind.title_vi) for kind in self.kinds)

    @property
    def accept_attribute(self) -> str:
        """The value of an upload field's ``accept``: extensions and media types."""
        return ",".join(part for kind in self.kinds for part in (*kind.extensions, kind.media_type))


POLICY = IntakePolicy(kinds=(PDF, JPEG, PNG, WEBP, DOCX, XLSX, ODT))
#: What helps people to understand: pictures, sounds, films. Browsers play them; nothing here opens them.
MEDIA_POLICY = IntakePolicy(kinds=(PNG, JPEG, WEBP, MP3, OGG, MP4, WEBM), max_bytes=20 * MB)
