"""What the pages of the review share: the menu, the period and the filters asked for, figures in words."""

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.utils.translation import gettext_noop, ngettext

from tinhso.core.access import needs
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import format_number
from tinhso.core.ui.forms import BadInput, read_date
from tinhso.foundation.organisation import api as organisation
from tinhso.services.portfolio import queries
from tinhso.services.portfolio.rules.counting import MINUTES_OF_A_DAY, MINUTES_OF_AN_HOUR
from tinhso.services.portfolio.types import PROPOSE, READ, Period, PeriodInvalid

SEE: Final = needs(READ)
WRITE: Final = needs(PROPOSE)
HOURS_OF_A_DAY: Final = MINUTES_OF_A_DAY // MINUTES_OF_AN_HOUR

face = Face("desk", room="portfolio")
face.navigation(gettext_noop("Rà soát thủ tục"), "portfolio.review", access=SEE, order=65, icon="chart")

LEVELS: Final = (
    ("province", gettext_noop("Cấp tỉnh")),
    ("district", gettext_noop("Cấp huyện")),
    ("commune", gettext_noop("Cấp xã")),
)


def period_of(request: PageRequest) -> Period:
    """The period asked for by ``tu`` and ``den``; the present quarter where they cannot be read."""
    try:
        return queries.period_between(read_date(request.GET, "tu"), read_date(request.GET, "den"), request.at)
    except (BadInput, PeriodInvalid) as error:
        messages.warning(request, error.message)
        return queries.period_between(None, None, request.at)


def unit_of(request: PageRequest) -> UUID | None:
    """The unit asked for."""
    try:
        return UUID(request.GET["don_vi"])
    except (KeyError, ValueError):
        return None


def asked_of(request: PageRequest) -> queries.Asked:
    """Everything that a table of the review was asked for."""
    sort = request.GET.get("xep", "")
    known = sort.removeprefix("-") in {"name", *queries.SORTS}
    return queries.Asked(
        period=period_of(request),
        field=request.GET.get("linh_vuc", "")[:120],
        level=request.GET.get("cap", "")[:20],
        unit_id=unit_of(request),
        used_only=request.GET.get("co_ho_so") == "co",
        sort=sort if known else "-received",
    )


def again(period: Period, unit_id: UUID | None, **more: str) -> str:
    """The address part that asks for the same period and unit."""
    asked = {"tu": f"{period.start:%d/%m/%Y}", "den": f"{period.last:%d/%m/%Y}", "don_vi": str(unit_id or ""), **more}
    return urlencode({name: value for name, value in asked.items() if value})


def units_to_choose(request: PageRequest, period: Period) -> list[tuple[str, str]]:
    """The units that have any count, for a list to choose from."""
    names = organisation.unit_names(request.at.date())
    found = queries.units_counted(actor=request.actor, period=period)
    return sorted(((str(one), names.get(one, "–")) for one in found), key=lambda pair: pair[1])


def percent(share: Any) -> str:
    """A share as a percentage; a dash of nothing."""
    return f"{format_number(share.percent, 1)} %" if share.whole else "–"


def in_time(hours: int | None) -> str:
    """Working hours in words: days from one day on."""
    if hours is None:
        return "–"
    if hours < HOURS_OF_A_DAY:
        return ngettext("{n} giờ", "{n} giờ", hours).format(n=hours)
    days = round(hours / HOURS_OF_A_DAY, 1)
    return ngettext("{n} ngày", "{n} ngày", 1 if days == 1 else 2).format(n=format_number(days))
