"""``reference``: writes the pages of docs/reference that come from the code."""

from __future__ import annotations

from argparse import Namespace

from tinhso.conf.reference import SETTINGS_PAGE, write_settings_page
from tinhso.conf.terminal import say


def run(_arguments: Namespace) -> int:
    """Writes every generated page."""
    write_settings_page()
    say(str(SETTINGS_PAGE))
    return 0
