"""``payments simulate|reconcile|status``: the payment gateway. The simulator runs without a database."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date

from tinhso.conf.simulating import run_by_room
from tinhso.conf.terminal import _


def arguments(parser: ArgumentParser) -> None:
    """The verbs and their arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="simulate|reconcile|status")
    simulate = verbs.add_parser("simulate", help=_("chạy cổng thanh toán mô phỏng trên máy này"))
    simulate.add_argument("--port", type=int, default=8991, help=_("cổng mạng"))
    faults = _("lỗi cố ý, ví dụ slow=0.1,callback_lost=0.5")
    simulate.add_argument("--faults", default="", metavar="LỖI=TỈ_LỆ,…", help=faults)
    reconcile = verbs.add_parser("reconcile", help=_("đối chiếu một ngày với sao kê của cổng thanh toán"))
    reconcile.add_argument("--day", type=date.fromisoformat, help=_("ngày, dạng 2026-11-21; mặc định hôm qua"))
    verbs.add_parser("status", help=_("khoản thu, khoản hoàn chờ duyệt, chênh lệch chưa khép; in JSON"))


def run(given: Namespace) -> int:
    """Run the verb by the room's own command line."""
    return run_by_room("foundation.payments", given)
