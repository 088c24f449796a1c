"""``vneid simulate``: a simulated VNeID on this machine. It runs without a database."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from importlib import import_module
from types import ModuleType

import django

from tinhso.conf.terminal import _


def arguments(parser: ArgumentParser) -> None:
    """The verb and its arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="simulate")
    simulate = verbs.add_parser("simulate", help=_("chạy VNeID mô phỏng trên máy này"))
    simulate.add_argument("--port", type=int, default=8991, help=_("cổng mạng"))
    faults = _("lỗi cố ý, ví dụ torn=0.1,dropped=0.2")
    simulate.add_argument("--faults", default="", metavar="LỖI=TỈ_LỆ,…", help=faults)


def run(given: Namespace) -> int:
    """Run the room's own command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.conf.settings")
    django.setup()
    room: ModuleType = import_module("tinhso.foundation.openid.cli")
    code: int = room.run(given)
    return code
