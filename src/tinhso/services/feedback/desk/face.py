"""What the officials' pages share: the face, the period asked for, names of units."""

from datetime import date
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import QueryDict
from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import needs
from tinhso.core.errors import InvalidInput
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import named
from tinhso.foundation.organisation import api as organisation
from tinhso.services.feedback.types import HANDLE, MANAGE, PUBLISH, READ
from tinhso.services.scorecards import api as scorecards

SEE: Final = needs(READ)
ANSWER: Final = needs(HANDLE)
LEAD: Final = needs(MANAGE)
RELEASE: Final = needs(PUBLISH)

face = Face("desk", room="feedback")
face.navigation(
    gettext_noop("Phản ánh, kiến nghị"), "feedback.desk_complaints", access=ANSWER, order=27, icon="consult"
)
face.navigation(gettext_noop("Mức hài lòng"), "feedback.desk_ratings", access=SEE, order=67, icon="star")
face.navigation(gettext_noop("Phiếu khảo sát"), "feedback.desk_surveys", access=LEAD, order=68, icon="list")
face.navigation(gettext_noop("Công bố khảo sát"), "feedback.desk_publishing", access=RELEASE, order=69, icon="ok")


def written(values: QueryDict, name: str, longest: int = 4000) -> str:
    """What a person wrote into a field, without the NUL that PostgreSQL keeps in no text."""
    return values.get(name, "").replace("\x00", "").strip()[:longest]


def as_uuid(text: str) -> UUID | None:
    """An id that was sent; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def as_number(text: str) -> int | None:
    """A number that was sent; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 9 else None


def unit_names(day: date) -> dict[UUID, str]:
    """The names of the units of a day."""
    return {unit.id: named(unit) for unit in organisation.units_as_of(day)}


def told_period(period: scorecards.Period) -> str:
    """A period in words."""
    year, _, part = period.name.partition("-")
    if not part:
        return gettext("năm {year}").format(year=year)
    if part.startswith("Q"):
        return gettext("quý {quarter} năm {year}").format(quarter=part[1:], year=year)
    return gettext("tháng {month}/{year}").format(month=part, year=year)


def period_of(request: PageRequest) -> scorecards.Period:
    """The period asked for by ``ky``; the present month where it cannot be read or lies ahead."""
    now = scorecards.month_of(request.at.date())
    try:
        period = scorecards.read_period(request.GET.get("ky") or now.name)
        period.span(request.at)
    except InvalidInput as error:
        messages.warning(request, error.message)
        return now
    return period


def period_choices(request: PageRequest, period: scorecards.Period) -> list[tuple[str, str]]:
    """The periods to choose from."""
    offered = {one.name: one for one in [*scorecards.recent_periods(request.at.date()), period]}
    return [(name, told_period(one)) for name, one in offered.items()]
