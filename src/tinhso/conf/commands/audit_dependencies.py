"""``audit-dependencies``: what is known against the libraries that are locked, and whether their licences fit.

1 where something is known that is not excepted, or a licence is not on the list. Where nobody can be asked it says so,
and since when its data are; that alone is no failure.
"""

from __future__ import annotations

from argparse import Namespace

from tinhso.conf import dependencies
from tinhso.conf.paths import home
from tinhso.conf.terminal import _, say
from tinhso.core import clock


def run(arguments: Namespace) -> int:
    """Ask, and say what is known."""
    found, at = dependencies.libraries(), clock.now()
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    audit = dependencies.look(found, folder, at)
    licences, known = dependencies.licence_faults(found), dependencies.faults(audit, at.date())
    for fault in licences:
        say(_("✗ giấy phép chưa rõ hoặc không tương thích: {fault}").format(fault=fault))
    for fault in known:
        say(_("✗ lỗ hổng đã biết: {fault}").format(fault=fault))
    since = f"{audit.asked_at:%H:%M %d/%m/%Y}" if audit.asked_at else ""
    if audit.reached:
        told = _("{count} thư viện, đã hỏi lúc {since}; lỗ hổng: {known}")
        say(told.format(count=len(found), since=since, known=len(known)))
    elif since:
        say(_("⚠ không hỏi được nguồn cảnh báo nào; dữ liệu lần trước từ {since}").format(since=since))
    else:
        say(_("⚠ không hỏi được nguồn cảnh báo nào, và chưa lần nào hỏi được: CHƯA kiểm tra lỗ hổng của thư viện"))
    return 1 if licences or known else 0
