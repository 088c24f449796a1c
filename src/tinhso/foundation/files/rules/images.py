"""Photos and scans: whole, and not larger in the memory than a reader can bear."""

import warnings
from pathlib import Path

from django.utils.translation import gettext
from PIL import Image, UnidentifiedImageError

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
