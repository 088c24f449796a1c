"""How the processes write their lines."""

import json
import logging
import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")


class OneLine(logging.Formatter):
    """A message stays one line, whatever stood in the address that it tells of; a traceback follows as it is."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the standard library's name
        """The line, with control characters written out."""
        return _CONTROL.sub(lambda found: repr(found[0])[1:-1], super().formatMessage(record))


class Spool(logging.Handler):
    """Lines as JSON in a file of this process, until the worker has sent them on (``TINHSO_LOG_URL``) and removed it.
    Where the files of all have grown too large while nobody takes them, lines are no more spooled; the journal has them
    still.
    """

    MOST_BYTES: Final = 64 * 1024 * 1024
    _LOOKED_EVERY: Final = 100

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder, self._written, self._is_full = Path(folder), 0, False

    def emit(self, record: logging.LogRecord) -> None:
        """Add a line; what cannot be written stops nobody."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._written % self._LOOKED_EVERY == 0:
                self._is_full = sum(each.stat().st_size for each in self._folder.iterdir()) > self.MOST_BYTES
            self._written += 1
            if self._is_full:
                return
            at = datetime.fromtimestamp(record.created, UTC).isoformat()
            line = {"at": at, "level": record.levelname, "name": record.name, "message": self.format(record)}
            text = json.dumps(line, ensure_ascii=False) + "\n"
            # Opened anew for each line: once the worker has put the file aside, the next line is in a new one.
            place = os.open(self._folder / f"{os.getpid()}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(place, text.encode())
            finally:
                os.close(place)
