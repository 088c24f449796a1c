"""How the processes write their lines."""

import logging
import re

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")


class OneLine(logging.Formatter):
    """A message stays one line, whatever stood in the address that it tells of; a traceback follows as it is."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the standard library's name
        """The line, with control characters written out."""
        return _CONTROL.sub(lambda found: repr(found[0])[1:-1], super().formatMessage(record))
