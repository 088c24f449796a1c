"""Signals, savings and figures in words, the same on pages and in the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext, gettext_noop

from tinhso.core.i18n import format_money, format_number
from tinhso.services.portfolio.rules.signals import Signal
from tinhso.services.portfolio.types import SignalKind

TITLES: Final[Mapping[SignalKind, str]] = {
    SignalKind.NEVER_USED: gettext_noop("Không phát sinh hồ sơ"),
    SignalKind.DEADLINE_LONG: gettext_noop("Thời hạn dài hơn cần thiết"),
    SignalKind.SUPPLEMENTED: gettext_noop("Hay phải bổ sung"),
    SignalKind.OFFLINE: gettext_noop("Ít nộp trực tuyến"),
    SignalKind.DROPPED: gettext_noop("Bản nháp hay bỏ dở"),
    SignalKind.ALIKE: gettext_noop("Hai thủ tục gần giống nhau"),
}
_TEXTS: Final[Mapping[SignalKind, str]] = {
    SignalKind.NEVER_USED: gettext_noop("Không có hồ sơ nào trong {days} ngày qua."),
    SignalKind.DEADLINE_LONG: gettext_noop(
        "Thời hạn {deadline} giờ làm việc; chín phần mười trong {dossiers} hồ sơ xong trong {p90} giờ. Có thể rút còn"
        " {days} ngày làm việc."
    ),
    SignalKind.SUPPLEMENTED: gettext_noop("{percent} % hồ sơ phải bổ sung ({part} trên {whole})."),
    SignalKind.OFFLINE: gettext_noop("Chỉ {percent} % nộp trực tuyến ({part} trên {whole})."),
    SignalKind.DROPPED: gettext_noop("{percent} % bản nháp bỏ dở ({part} trên {whole})."),
    SignalKind.ALIKE: gettext_noop(
        "{percent} % câu hỏi và giấy tờ giống nhau ({both} trên {either}), cùng cấp, cùng cơ quan."
    ),
}
_ABOUT: Final[Mapping[SignalKind, str]] = {
    SignalKind.SUPPLEMENTED: gettext_noop("Giấy tờ hay bị yêu cầu nhất: “{about}”."),
    SignalKind.DROPPED: gettext_noop("Câu hỏi mà nhiều người dừng nhất: “{about}”."),
}


def title_of(signal: Signal) -> str:
    """What stands out, in a few words."""
    return gettext(TITLES[signal.kind])


def text_of(signal: Signal, about: str = "") -> str:
    """What the figures say; ``about`` is the paper or the question that the signal names, in words."""
    numbers = {name: format_number(value) for name, value in signal.numbers.items()}
    text = gettext(_TEXTS[signal.kind]).format(**numbers)
    if about and signal.kind in _ABOUT:
        text = f"{text} {gettext(_ABOUT[signal.kind]).format(about=about)}"
    return text


@dataclass(frozen=True, slots=True)
class Saving:
    """What a proposal would save in a year, in hours and đồng, with the formula as it was reckoned."""

    hours: float
    cost: int
    formula: str


def saving_told(volume: int, minutes: int, hour_cost: int) -> Saving:
    """The saving of so many dossiers a year that each take so many minutes less, an hour at ``hour_cost`` đồng."""
    hours = volume * minutes / 60
    cost = round(hours * hour_cost)
    formula = gettext("{volume} hồ sơ một năm × {minutes} phút : 60 = {hours} giờ; × {price} một giờ = {cost}").format(
        volume=format_number(volume),
        minutes=format_number(minutes),
        hours=format_number(hours, 1),
        price=format_money(hour_cost),
        cost=format_money(cost),
    )
    return Saving(round(hours, 2), cost, formula)
