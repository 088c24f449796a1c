"""``./tinhso COMMAND``: finds the command, makes ready what it needs, runs it, and turns refusals into one sentence."""

from __future__ import annotations

import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from collections.abc import Sequence
from difflib import get_close_matches

from tinhso import __version__
from tinhso.conf import commands
from tinhso.conf.commands import Command, Needs
from tinhso.conf.database import database
from tinhso.conf.env import BadSetting
from tinhso.conf.terminal import CannotRun, _, complain, say
from tinhso.core.db.server import ServerError
from tinhso.core.errors import TinhSoError


def usage() -> str:
    """The list of commands."""
    lines = [_("Tỉnh Số {version}: ./tinhso LỆNH [tham số]").format(version=__version__), ""]
    for name in commands.names():
        command = commands.find(name)
        if command is not None and not command.hidden:
            lines.append(f"  {name:<10} {_(command.help)}")
    return "\n".join(lines)


def parse(name: str, command: Command, arguments: Sequence[str]) -> Namespace:
    """The command's own arguments; exits with 2 and a usage line when they are wrong."""
    if command.passes_arguments_on:
        return Namespace(arguments=list(arguments))
    parser = ArgumentParser(prog=f"./tinhso {name}", description=_(command.help))
    command.arguments(parser)
    return parser.parse_args(arguments)


def execute(name: str, arguments: Sequence[str]) -> int:
    """Runs one command in this process, with what it needs. Raises :class:`CannotRun` for an unknown one."""
    command = commands.find(name)
    if command is None:
        near = get_close_matches(name, list(commands.names()), n=1)
        hint = _("có phải ý bạn là `{name}`?").format(name=near[0]) if near else _("xem danh sách: ./tinhso help")
        raise CannotRun(_("không có lệnh `{name}`; {hint}").format(name=name, hint=hint))
    parsed = parse(name, command, arguments)
    if command.needs is Needs.DJANGO:
        with database():
            return command.run(parsed)
    return command.run(parsed)


def main(arguments: Sequence[str] | None = None) -> int:
    """The whole program; returns the exit code."""
    parser = ArgumentParser(prog="./tinhso", add_help=False)
    parser.add_argument("command", nargs="?", default="help")
    parser.add_argument("arguments", nargs=REMAINDER)
    given = parser.parse_args(arguments)
    if given.command in {"help", "-h", "--help"}:
        say(usage())
        return 0
    if given.command in {"version", "--version"}:
        say(__version__)
        return 0
    try:
        return execute(given.command, given.arguments)
    except (CannotRun, BadSetting, ServerError, TinhSoError) as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
