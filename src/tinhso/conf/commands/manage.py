"""``manage``: Django's own commands (makemigrations, shell, …) on this installation's database."""

from __future__ import annotations

from argparse import Namespace

from django.core.management import execute_from_command_line


def run(arguments: Namespace) -> int:
    """Hands the rest of the line to Django. It ends the process itself where something is wrong."""
    execute_from_command_line(["./tinhso manage", *arguments.arguments])
    return 0
