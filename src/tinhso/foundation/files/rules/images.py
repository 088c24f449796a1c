"""Photos and scans: whole, and not larger in the memory than a reader can bear."""

import io
import warnings
from pathlib import Path

from django.utils.translation import gettext
from PIL import Image, ImageOps, UnidentifiedImageError

from tinhso.foundation.files.rules.policy import JPEG, PNG, WEBP, IntakePolicy
from tinhso.foundation.files.types import FileBomb, FileKind, FileUnreadable, ImageTooLarge

_FORMATS = {JPEG.media_type: "JPEG", PNG.media_type: "PNG", WEBP.media_type: "WEBP"}
_MILLION = 1_000_000
# Decoding a PNG or WebP needs 4 bytes a pixel; larger ones are judged by their structure alone.
_DECODED_UP_TO = 25 * _MILLION


def check(path: Path, *, kind: FileKind, name: str, policy: IntakePolicy) -> None:
    """Check size before pixels are decoded, then that the picture is whole.

    Raises ``ImageTooLarge``, ``FileBomb`` (too many frames) or ``FileUnreadable``.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit stands below
            with Image.open(path, formats=[_FORMATS[kind.media_type]]) as image:
                pixels = image.width * image.height
                if pixels > policy.max_pixels:
                    raise ImageTooLarge(name=name, megapixels=pixels // _MILLION, limit=policy.max_pixels // _MILLION)
                if getattr(image, "n_frames", 1) > policy.max_frames:
                    raise FileBomb(name=name)
                if kind is JPEG:
                    image.draft("RGB", (64, 64))  # an eighth of the size: whole file read, little memory
                    image.load()
                elif pixels <= _DECODED_UP_TO:
                    image.load()
                else:
                    image.verify()
    except Image.DecompressionBombError as error:
        raise ImageTooLarge(name=name, megapixels=gettext("quá nhiều"), limit=policy.max_pixels // _MILLION) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FileUnreadable(name=name) from error


def reduced(content: bytes, *, media_type: str, side: int) -> bytes | None:
    """A picture as a JPEG no longer than ``side`` pixels, upright and without what the camera noted about time and
    place; None for what is no picture, or is too large to be decoded for that.
    """
    if media_type not in _FORMATS:
        return None
    with Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]]) as image:
        if media_type == JPEG.media_type:
            image.draft("RGB", (side, side))
        if image.width * image.height > _DECODED_UP_TO:
            return None
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((side, side))
    out = io.BytesIO()
    # A new picture carries nothing of the old one but its pixels.
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    plain.save(out, "JPEG", quality=80)
    return out.getvalue()
