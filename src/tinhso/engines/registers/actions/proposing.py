"""A file looked at for a declaration: nothing is stored, nothing of it is kept."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.utils.translation import gettext

from tinhso.core.text import slug
from tinhso.engines.registers.actions.keeping import headings_of, kept, unreadable
from tinhso.engines.registers.actions.rows import today_of
from tinhso.engines.registers.queries import Finder
from tinhso.engines.registers.rules.proposing import Proposal, propose
from tinhso.engines.registers.rules.tabling import Lines

_AT_A_TIME: Final = 20_000


def proposed_for(pieces: Iterable[bytes], name: str, at: datetime) -> Proposal:
    """The declaration that a file of this name suggests. Raises ``TableUnreadable``."""
    code = slug(Path(name).stem).replace("-", "_")[:40].strip("_")
    code = code if code[:1].isalpha() else f"r_{code}"[:40].rstrip("_")
    with TemporaryDirectory(dir=settings.FILES_DIR if Path(settings.FILES_DIR).exists() else None) as folder:
        path = Path(folder) / "file.csv"
        kept(pieces, path, gettext("Vị trí"))
        delimiter, headings, offset = headings_of(path)
        if len(headings) < 2:
            raise unreadable(gettext("tệp cần ít nhất hai cột"))
        try:
            with path.open("rb") as file:
                parts = _parts(Lines(file, offset, delimiter))
                return propose(headings, parts, Finder(today_of(at)), code=code, name=Path(name).stem[:200] or code)
        except ValueError as error:
            raise unreadable(str(error)) from None


def _parts(lines: Lines) -> Iterator[Sequence[Sequence[str]]]:
    while rows := lines.rows(_AT_A_TIME):
        yield rows
