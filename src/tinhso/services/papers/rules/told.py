"""Late time and hand-overs in words."""

from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_noop, ngettext

from tinhso.engines.cases import api as cases
from tinhso.services.papers.rules.transfers import Verdict

MINUTES_OF_AN_HOUR: Final = 60
#: A working day as the law counts it.
MINUTES_OF_A_DAY: Final = 8 * 60
VERDICTS: Final = {
    Verdict.ON_TIME: gettext_noop("Đúng hạn"),
    Verdict.LATE: gettext_noop("Quá hạn"),
    Verdict.HOLDING: gettext_noop("Đang giữ"),
    Verdict.HOLDING_LATE: gettext_noop("Đang giữ, quá hạn"),
}


GROUNDS: Final = {
    cases.Ground.DONE: gettext_noop("tính đến lúc có kết quả"),
    cases.Ground.RETURNED: gettext_noop("tính đến lúc trả kết quả"),
    cases.Ground.STOPPED: gettext_noop("tính đến lúc dừng"),
    cases.Ground.ASKED_TWICE: gettext_noop("yêu cầu bổ sung quá một lần"),
    cases.Ground.FIRST_REQUEST: gettext_noop("tính đến lần yêu cầu bổ sung đầu tiên"),
    cases.Ground.HELD: gettext_noop("tính đến lúc tạm dừng thời hạn"),
    cases.Ground.PERIOD_END: gettext_noop("tính đến nay"),
}


def judged_text(verdict: cases.Timeliness, ground: cases.Ground) -> str:
    """``Theo Bộ chỉ số 766: đúng hạn (tính đến nay)``; empty where the dossier does not count."""
    if ground not in GROUNDS:
        return ""
    words = gettext("đúng hạn") if verdict is cases.Timeliness.ON_TIME else gettext("quá hạn")
    return gettext("Theo Bộ chỉ số 766: {verdict} ({ground})").format(verdict=words, ground=gettext(GROUNDS[ground]))


def verdict_text(verdict: Verdict) -> str:
    """A verdict in words; empty where nothing is judged."""
    return gettext(VERDICTS[verdict]) if verdict in VERDICTS else ""


def working_time(minutes: int) -> str:
    """Working time in its two largest parts: ``2 ngày 3 giờ``; a working day has eight hours."""
    days, rest = divmod(minutes, MINUTES_OF_A_DAY)
    hours, left = divmod(rest, MINUTES_OF_AN_HOUR)
    parts = (
        (days, ngettext("{n} ngày", "{n} ngày", days)),
        (hours, ngettext("{n} giờ", "{n} giờ", hours)),
        (left, ngettext("{n} phút", "{n} phút", left)),
    )
    return " ".join([text.format(n=n) for n, text in parts if n][:2]) or gettext("dưới 1 phút")


def late_text(shares: Iterable[cases.LateShare], unit_name: Callable[[UUID], str]) -> str:
    """``Trễ 3 ngày làm việc: 2 ngày ở Sở Xây dựng, 1 ngày chờ người nộp``; empty where nothing is late."""
    each = sorted(shares, key=lambda share: -share.minutes)
    if not each:
        return ""
    whole = working_time(sum(share.minutes for share in each))
    told = ", ".join(_share_text(share, unit_name) for share in each)
    return gettext("Trễ {time} làm việc: {shares}").format(time=whole, shares=told)


def _share_text(share: cases.LateShare, unit_name: Callable[[UUID], str]) -> str:
    words = {
        cases.Party.OFFICE: gettext("{time} ở {unit}"),
        cases.Party.SIGNER: gettext("{time} chờ ký ở {unit}"),
        cases.Party.APPLICANT: gettext("{time} chờ người nộp"),
        cases.Party.OTHER_AGENCY: gettext("{time} chờ {unit}"),
        cases.Party.SYSTEM: gettext("{time} do hệ thống"),
    }
    text = words[cases.Party(share.charged_to)]
    return text.format(time=working_time(share.minutes), unit=unit_name(share.unit_id))
