"""Pictures, sounds and films that officials have uploaded to help with questions."""

import re
from pathlib import Path
from typing import Final

from tinhso.foundation.files import api as files

MEDIA_PURPOSE: Final = "procedures.media"
_NAME: Final = re.compile(r"upload/([0-9a-f]{64})(\.[a-z0-9]+)")


def media_name(file: files.StoredFile) -> str:
    """The name by which a question names an uploaded file: ``upload/<digest>.png``."""
    extension = next(kind.extensions[0] for kind in files.MEDIA_POLICY.kinds if kind.media_type == file.media_type)
    return f"upload/{file.sha256}{extension}"


def media_path(name: str) -> Path | None:
    """The bytes of an uploaded file by its name; None for any other name."""
    found = _NAME.fullmatch(name)
    kind = next((each for each in files.MEDIA_POLICY.kinds if found and found[2] in each.extensions), None)
    if found is None or kind is None:
        return None
    return files.stored_path(sha256=found[1], purpose=MEDIA_PURPOSE, media_type=kind.media_type)
