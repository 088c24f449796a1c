"""``sms simulate|status``: messages to telephones. The simulator runs without a database."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tinhso.conf.simulating import run_by_room
from tinhso.conf.terminal import _


def arguments(parser: ArgumentParser) -> None:
    """The verbs and their arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="simulate|status")
    simulate = verbs.add_parser("simulate", help=_("chạy cổng tin nhắn mô phỏng trên máy này"))
    simulate.add_argument("--port", type=int, default=8994, help=_("cổng mạng"))
    faults = _("lỗi cố ý, ví dụ slow=0.1,answer_lost=0.5")
    simulate.add_argument("--faults", default="", metavar="LỖI=TỈ_LỆ,…", help=faults)
    verbs.add_parser("status", help=_("tin nhắn theo kênh và trạng thái; in JSON"))


def run(given: Namespace) -> int:
    """Run the verb by the room's own command line."""
    return run_by_room("foundation.notifications", given)
