"""``doctor``: looks at the machine, the settings and the installation, and says what to do about each fault."""

from __future__ import annotations

from argparse import Namespace
from importlib import import_module

from tinhso.conf.database import database
from tinhso.conf.doctor import Finding, look
from tinhso.conf.terminal import _, say


def run(_arguments: Namespace) -> int:
    """Prints every finding; 0 when nothing is wrong."""
    wrong = 0
    for finding in look():
        wrong += show(finding)
    if wrong == 0:
        for finding in serving():
            wrong += show(finding)
    say()
    say(_("Không thấy gì sai.") if wrong == 0 else _("{count} điều cần sửa.").format(count=wrong))
    return 0 if wrong == 0 else 1


def serving() -> list[Finding]:
    """The checks of ``/healthz`` except the worker, which runs only under ``up``."""
    try:
        with database():
            # Needs Django, which is set up only now: doctor must work where that fails.
            checks = import_module("tinhso.conf.health").examine()
            found = [
                Finding(problem or f"{check.name}: ok", check.remedy if problem else "")
                for check, problem in checks
                if check.name != "worker"
            ]
            return [*found, reading_scans()]
    except Exception as error:  # noqa: BLE001 -- whatever is broken here is the finding
        return [
            Finding(
                _("hệ thống không khởi động được: {reason}").format(reason=error),
                _("xem lỗi trên rồi chạy: ./tinhso up"),
            )
        ]


def reading_scans() -> Finding:
    """Whether scans can be read; without it people type by hand."""
    ocr = import_module("tinhso.foundation.ocr.api")
    if ocr.is_installed():
        return Finding(_("đọc được chữ trên bản quét (tesseract, tiếng Việt)"))
    remedy = "sudo apt-get install {packages}".format(packages=" ".join(ocr.PACKAGES))
    return Finding(_("chưa đọc được chữ trên bản quét: bản quét chờ, cán bộ gõ tay"), remedy)


def show(finding: Finding) -> int:
    """One line for a finding, two for a fault; returns how many faults."""
    if not finding.remedy:
        say(f"✓ {finding.what}")
        return 0
    say(f"✗ {finding.what}")
    say(f"  → {finding.remedy}")
    return 1
