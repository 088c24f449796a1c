"""What the command line prints: progress lines, refusals, and their translation before Django is loaded."""

from __future__ import annotations

import gettext as catalogues
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


class CannotRun(Exception):
    """A command cannot go on.

    The text is one sentence: what is wrong and what to do; it is printed without a traceback.
    """


def language() -> str:
    """``vi`` when the terminal is Vietnamese, otherwise ``en``."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "C"
    return "vi" if spoken.startswith("vi") else "en"


def _catalogue(name: str) -> catalogues.NullTranslations:
    """Looked for each time, since a fresh clone has none at first; what is found, gettext itself keeps."""
    return catalogues.translation("django", localedir=LOCALE, languages=[name], fallback=True)


def _(message: str) -> str:
    """``message`` in the terminal's language; Vietnamese is the source."""
    return message if language() == "vi" else _catalogue("en").gettext(message)


def say(line: str = "") -> None:
    """One line for the person at the terminal, shown at once."""
    print(line, flush=True)


def complain(line: str) -> None:
    """One line on the error stream."""
    print(f"tinhso: {line}", file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announces a step that may take long, and says afterwards how long it took."""
    say(f"→ {title}")
    started_at = time.monotonic()
    yield
    took = time.monotonic() - started_at
    if took >= 1:
        say(f"    {took:.0f} s")
