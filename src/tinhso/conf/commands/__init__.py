"""The commands of ``./tinhso``: one module each, named as the command and found by its name, so a new one is one new file.

A module holds ``COMMAND = Command(…)``. Hyphens in a command's name are underscores in its module's name.
"""

from __future__ import annotations

import pkgutil
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from importlib.util import find_spec


class Needs(Enum):
    """What is made ready before a command runs."""

    NOTHING = "nothing"
    DJANGO = "django"  # settings and the database server, started for the moment when it is not running


def _no_arguments(parser: ArgumentParser) -> None:
    """For commands without arguments."""


@dataclass(frozen=True)
class Command:
    """One command: ``run`` gets the parsed arguments and returns the exit code.

    ``help`` is Vietnamese and translated when shown; ``hidden`` ones are for the launcher's own processes.
    """

    help: str
    run: Callable[[Namespace], int]
    needs: Needs = Needs.NOTHING
    arguments: Callable[[ArgumentParser], None] = _no_arguments
    passes_arguments_on: bool = False
    hidden: bool = False


def find(name: str) -> Command | None:
    """The command ``name``, or None."""
    module = f"{__name__}.{name.replace('-', '_')}"
    if not name.replace("-", "").isalnum() or find_spec(module) is None:
        return None
    command: Command = import_module(module).COMMAND
    return command


def names() -> Iterator[str]:
    """Every command's name, in alphabetical order."""
    for module in pkgutil.iter_modules(__path__):
        yield module.name.replace("_", "-")
