"""``vneid simulate``: a simulated VNeID on this machine. It runs without a database."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tinhso.conf.simulating import run_by_room
from tinhso.conf.terminal import _


def arguments(parser: ArgumentParser) -> None:
    """The verb and its arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="simulate")
    simulate = verbs.add_parser("simulate", help=_("chạy VNeID mô phỏng trên máy này"))
    simulate.add_argument("--port", type=int, default=8992, help=_("cổng mạng"))
    faults = _("lỗi cố ý, ví dụ torn=0.1,dropped=0.2")
    simulate.add_argument("--faults", default="", metavar="LỖI=TỈ_LỆ,…", help=faults)


def run(given: Namespace) -> int:
    """Run the verb by the room's own command line."""
    return run_by_room("foundation.openid", given)
