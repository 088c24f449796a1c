"""``./tinhso COMMAND``: makes ready what the command needs, runs it, and turns refusals into one sentence."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import get_close_matches

from tinhso import __version__
from tinhso.conf import commands, settings_file
from tinhso.conf.commands import COMMANDS, Needs
from tinhso.conf.database import database
from tinhso.conf.env import BadSetting
from tinhso.conf.terminal import CannotRun, _, complain, say
from tinhso.core.db.server import ServerError
from tinhso.core.errors import TinhSoError


def usage() -> str:
    """The list of commands."""
    shown = (f"  {name:<8} {_(command.help)}" for name, command in COMMANDS.items() if not command.hidden)
    return "\n".join([_("Tỉnh Số {version}: ./tinhso LỆNH [tham số]").format(version=__version__), "", *shown])


def execute(name: str, arguments: Sequence[str]) -> int:
    """Runs one command in this process, with what it needs. Raises :class:`CannotRun` for an unknown one."""
    if name not in COMMANDS:
        near = get_close_matches(name, COMMANDS, n=1)
        hint = _("có phải ý bạn là `{name}`?").format(name=near[0]) if near else _("xem danh sách: ./tinhso help")
        raise CannotRun(_("không có lệnh `{name}`; {hint}").format(name=name, hint=hint))
    if COMMANDS[name].needs is Needs.DATABASE:
        with database():
            return commands.run(name, arguments)
    return commands.run(name, arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """The whole program; returns the exit code."""
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["help"]
    if name in {"help", "-h", "--help"}:
        say(usage())
        return 0
    if name in {"version", "--version"}:
        say(__version__)
        return 0
    try:
        settings_file.load()
        return execute(name, rest)
    except (CannotRun, BadSetting, ServerError, TinhSoError) as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
