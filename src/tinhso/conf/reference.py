"""The operator's reference of settings, written from their declarations."""

from __future__ import annotations

from typing import Final

from tinhso.conf.env import VARIABLES, Variable
from tinhso.conf.paths import REPOSITORY

SETTINGS_PAGE: Final = REPOSITORY / "docs/reference/settings.md"
_KINDS: Final = {"str": "text", "int": "number", "Path": "folder", "_flag": "1 or 0", "_words": "names, comma-separated"}


def _row(variable: Variable) -> str:
    kind = _KINDS[variable.read.__name__]
    default = f"`{variable.default}`" if variable.default else "(empty)"
    secret = " Secret: never printed or logged." if variable.secret else ""
    return f"| `{variable.name}` | {kind} | {default} | {variable.help}{secret} |"


def settings_page() -> str:
    """The whole page, in Markdown."""
    rows = "\n".join(_row(variable) for variable in VARIABLES)
    return f"""# Settings

Every setting is an environment variable. `./tinhso` also reads them from `TINHSO_HOME/tinhso.env` (`NAME="value"` lines,
written by `./tinhso init --production`, readable by its owner only); what the environment says wins over the file.

This page is written from `src/tinhso/conf/env.py` by `./tinhso reference`; a test keeps it current.

| name | value | default | what it is for |
|---|---|---|---|
{rows}
"""


def write_settings_page() -> None:
    """Brings the page up to date."""
    SETTINGS_PAGE.parent.mkdir(parents=True, exist_ok=True)
    SETTINGS_PAGE.write_text(settings_page())
