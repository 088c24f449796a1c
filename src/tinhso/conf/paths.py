"""Where the source lies and where this installation keeps what it makes."""

from pathlib import Path
from typing import Final

from tinhso.conf.env import read

REPOSITORY: Final = Path(__file__).resolve().parents[3]


def home() -> Path:
    """The folder of this installation (``TINHSO_HOME``), absolute."""
    folder: Path = read("TINHSO_HOME")
    return folder.expanduser().resolve()
