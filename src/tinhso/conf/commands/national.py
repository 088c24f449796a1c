"""``national simulate|sync|status``: the line to the national portal. The simulator runs without a database."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tinhso.conf.simulating import run_by_room
from tinhso.conf.terminal import _


def arguments(parser: ArgumentParser) -> None:
    """The verbs and their arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="simulate|sync|status")
    simulate = verbs.add_parser("simulate", help=_("chạy Cổng mô phỏng trên máy này"))
    simulate.add_argument("--port", type=int, default=8990, help=_("cổng mạng"))
    simulate.add_argument("--memory", type=Path, help=_("tệp ghi nhớ; mặc định trong TINHSO_HOME"))
    faults = _("lỗi cố ý, ví dụ late=0.1,dropped=0.2")
    simulate.add_argument("--faults", default="", metavar="LỖI=TỈ_LỆ,…", help=faults)
    sync = verbs.add_parser("sync", help=_("gửi và nhận ngay một lượt, rồi đối chiếu nếu được yêu cầu"))
    sync.add_argument("--compare", action="store_true", help=_("đối chiếu bảy ngày gần nhất"))
    verbs.add_parser("status", help=_("hồ sơ lệch theo loại, lượt gửi nhận gần nhất; in JSON"))


def run(given: Namespace) -> int:
    """Run the verb by the room's own command line."""
    return run_by_room("services.national_portal", given)
