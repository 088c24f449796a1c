"""``reference``: writes the pages of docs/reference that come from the code."""

from __future__ import annotations

from argparse import Namespace

from tinhso.conf.reference import FOLDER, write_pages
from tinhso.conf.terminal import say


def run(_arguments: Namespace) -> int:
    """Writes every generated page."""
    write_pages()
    say(str(FOLDER))
    return 0
