"""What is in the repository: files that fit on a few screens, and no address of a machine that only we have."""

import re
import shutil
import subprocess
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.SOURCE)
LONGEST = 500
# Written in pieces, so that this file does not find itself.
FOREIGN = re.compile(
    "|".join(
        [
            r"files\.python" + "hosted",
            "py" + r"pi\.org/simple",
            r"registry\.np" + "mjs",
            r"registry\.yarn" + "pkg",
            "/" + r"work/(main|wt|shared|plan)\b",
            "/" + r"home/\w+/",
            "/" + r"root/",
        ]
    )
)
DEFERRED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


def tracked() -> list[Path]:
    git = shutil.which("git")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False) if git else None
    if listed is None or listed.returncode:  # an installation from an archive, or a machine without git
        return [
            path
            for folder in ("src", "tests", "packs", "docs", "bench")
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        ]
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def texts() -> dict[Path, str]:
    found = {}
    for path in tracked():
        try:
            found[path.relative_to(ROOT)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def test_files_are_short() -> None:
    code = {".py", ".js", ".mjs", ".html", ".sh"}
    long = {str(p): n for p, text in texts().items() if p.suffix in code and (n := text.count("\n")) > LONGEST}
    assert not long


def test_no_address_of_a_registry_or_of_a_machine() -> None:
    assert not [(str(p), found[0]) for p, text in texts().items() if (found := FOREIGN.search(text))]


def test_nothing_is_put_off_in_a_comment() -> None:
    assert not [
        (str(p), found[0])
        for p, text in texts().items()
        if p.suffix in {".py", ".js", ".scss", ".html"} and (found := DEFERRED.search(text))
    ]
