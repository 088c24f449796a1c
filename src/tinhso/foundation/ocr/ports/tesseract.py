"""Tesseract with Vietnamese (Debian: ``tesseract-ocr``, ``tesseract-ocr-vie``), chosen by docs/decisions/0014-ocr.md.

It runs as a process of its own, with limits of time and memory set before it is given the picture; nothing of the
picture's name or path reaches it.
"""

import contextlib
import csv
import functools
import io
import os
import resource
import shutil
import subprocess
from typing import Final

from PIL import Image

from tinhso.foundation.ocr.types import Line

PROGRAM: Final = "tesseract"
LANGUAGE: Final = "vie"
#: What production needs, as ``doctor`` says it.
PACKAGES: Final = ("tesseract-ocr", "tesseract-ocr-vie")
MOST_SECONDS: Final = 60
MOST_MEMORY: Final = 1024**3
#: Long side of what it reads, in pixels: A4 at 300 dpi. Smaller scans are enlarged up to twice, larger ones reduced.
BEST_SIDE: Final = 3508
_WORD: Final = "5"
_LEAST_CONFIDENCE: Final = 0.0


class ReadingFailed(Exception):
    """The program broke off, took too long or too much memory."""


@functools.cache
def _languages(program: str) -> frozenset[str]:
    """Raises ``OSError`` and ``SubprocessError``, which are not kept: a machine that is short of breath recovers."""
    told = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=10, check=True)
    return frozenset(told.stdout.split())


def is_installed() -> bool:
    """Whether the program and its Vietnamese are on this machine."""
    program = shutil.which(PROGRAM)
    try:
        return program is not None and LANGUAGE in _languages(program)
    except (OSError, subprocess.SubprocessError):
        return False


def read_page(page: Image.Image) -> tuple[Line, ...]:
    """The lines of one page, in the order in which they are read. Raises ``ReadingFailed``."""
    grey = _sized(page.convert("L"))
    picture = io.BytesIO()
    grey.save(picture, "PPM")
    command = [PROGRAM, "stdin", "stdout", "-l", LANGUAGE, "--psm", "3", "tsv"]
    environment = {"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment) as process:
        # It waits for the picture, so the limits hold before it has read a byte.
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, 0))
        try:
            out, errors = process.communicate(picture.getvalue(), timeout=2 * MOST_SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise ReadingFailed("timeout") from error
    if process.returncode != 0:
        raise ReadingFailed(errors.decode(errors="replace").strip()[:200] or str(process.returncode))
    return lines_of(out.decode(errors="replace"), width=grey.width, height=grey.height)


def _sized(grey: Image.Image) -> Image.Image:
    scale = min(BEST_SIDE / max(grey.size), 2.0)
    if 0.9 < scale < 1.1:
        return grey
    return grey.resize(
        (max(1, round(grey.width * scale)), max(1, round(grey.height * scale))), Image.Resampling.LANCZOS
    )


def lines_of(table: str, *, width: int, height: int) -> tuple[Line, ...]:
    """The program's table of words as lines with their boxes in shares of the page."""
    found: dict[tuple[str, ...], list[tuple[int, int, int, int, str]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row["level"] != _WORD or not text or float(row["conf"]) < _LEAST_CONFIDENCE:
            continue
        left, top, across, down = (int(row[name]) for name in ("left", "top", "width", "height"))
        key = (row["block_num"], row["par_num"], row["line_num"])
        found.setdefault(key, []).append((left, top, left + across, top + down, text))
    return tuple(_line(words, width, height) for words in found.values())


def _line(words: list[tuple[int, int, int, int, str]], width: int, height: int) -> Line:
    left, top = min(word[0] for word in words), min(word[1] for word in words)
    right, bottom = max(word[2] for word in words), max(word[3] for word in words)
    text = " ".join(word[4] for word in words)
    return Line(left / width, top / height, (right - left) / width, (bottom - top) / height, text)
