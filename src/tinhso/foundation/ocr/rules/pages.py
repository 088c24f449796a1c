"""The pages of a scan as pictures, within bounds: uploaded files are hostile."""

import io
import warnings
from collections.abc import Iterator
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from tinhso.foundation.ocr.types import NotAScan, ScanTooLarge

MOST_PAGES: Final = 20
MOST_PIXELS: Final = 40_000_000
_MILLION: Final = 1_000_000
#: A PDF may say nothing of the size of its page; a photo has no scale at all and is taken as one A4 page.
_A4_MM: Final = (210.0, 297.0)
_MM_OF_POINT: Final = 25.4 / 72
_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
#: What scanners say; telephones write 72 whatever the distance was.
_SCANNED_DPI: Final = range(100, 1201)

#: A page: its picture, its width and its height in millimetres.
Page = tuple[Image.Image, float, float]


def pages_of(content: bytes, *, media_type: str, name: str) -> Iterator[Page]:
    """The pages of a picture or of a PDF whose pages are pictures, one after the other in the memory.

    Raises ``NotAScan`` for anything else and ``ScanTooLarge`` beyond 20 pages or 40 million pixels a page.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            if media_type == "application/pdf":
                yield from _of_pdf(content, name)
            elif media_type in _FORMATS:
                yield _of_picture(content, media_type, name)
            else:
                raise NotAScan(name=name)
    except (PyPdfError, UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError,
            KeyError, TypeError, NotImplementedError) as error:  # fmt: skip
        raise NotAScan(name=name) from error


def _too_large(name: str) -> ScanTooLarge:
    return ScanTooLarge(name=name, pages=MOST_PAGES, megapixels=MOST_PIXELS // _MILLION)


def _of_picture(content: bytes, media_type: str, name: str) -> Page:
    image: Image.Image = Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]])
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(name)
    dpi = image.info.get("dpi", (0, 0))
    image = ImageOps.exif_transpose(image)
    if all(int(value) in _SCANNED_DPI for value in dpi):
        width, height = image.width / float(dpi[0]) * 25.4, image.height / float(dpi[1]) * 25.4
    else:
        width, height = _fitted(image)
    return image.convert("RGB"), width, height


def _fitted(image: Image.Image) -> tuple[float, float]:
    short, long = sorted(_A4_MM)
    across, down = (long, short) if image.width > image.height else (short, long)
    scale = min(across / image.width, down / image.height)
    return image.width * scale, image.height * scale


def _of_pdf(content: bytes, name: str) -> Iterator[Page]:
    reader = PdfReader(io.BytesIO(content))
    if len(reader.pages) > MOST_PAGES:
        raise _too_large(name)
    for page in reader.pages:
        key = _largest(page, name)
        picture = page.images[key].image
        if picture is None or picture.width * picture.height > MOST_PIXELS:
            raise NotAScan(name=name)
        if page.rotation:
            picture = picture.rotate(-page.rotation, expand=True)
        width, height = float(page.mediabox.width) * _MM_OF_POINT, float(page.mediabox.height) * _MM_OF_POINT
        if page.rotation % 180:
            width, height = height, width
        yield picture.convert("RGB"), width, height


def _largest(page: Any, name: str) -> str:
    """The name of the largest picture of a page, judged by its declared size before a pixel is decoded."""
    objects = page["/Resources"].get_object().get("/XObject", DictionaryObject()).get_object()
    sizes: dict[str, int] = {}
    for key, value in objects.items():
        entry = value.get_object()
        if entry.get("/Subtype") == "/Image":
            sizes[key] = int(entry.get("/Width", 0)) * int(entry.get("/Height", 0))
    if not sizes:
        raise NotAScan(name=name)
    key = max(sizes, key=lambda each: sizes[each])
    if sizes[key] > MOST_PIXELS:
        raise _too_large(name)
    return key
