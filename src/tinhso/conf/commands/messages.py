"""``./tinhso messages``: brings the English catalogue up to date with the texts of the source."""

from __future__ import annotations

from argparse import Namespace

import polib

from tinhso.conf.catalogues import compile_catalogues
from tinhso.conf.messages import CATALOGUE, extract, update
from tinhso.conf.terminal import _, say


def run(_arguments: Namespace) -> int:
    """Writes the catalogue; returns 1 while a text in it has no translation."""
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=110)
    missing, gone = update(catalogue, extract())
    catalogue.save()
    compile_catalogues()
    say(_("{total} câu, {missing} câu chưa dịch, {gone} câu đã bỏ: {file}").format(
        total=len(catalogue), missing=missing, gone=gone, file=CATALOGUE
    ))  # fmt: skip
    return 1 if missing else 0
