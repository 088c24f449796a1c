"""What the citizens' pages share: the face, days and times as they are chosen, limits on guessing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop, ngettext

from tinhso.core import limits
from tinhso.core.access import PUBLIC
from tinhso.core.actions import origin
from tinhso.core.clock import TZ, local
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import format_date, format_weekday
from tinhso.services.appointments import queries
from tinhso.services.appointments.schema import CentreObject, ServiceGroup

face = Face("portal", room="appointments")
face.navigation(gettext_noop("Đặt lịch"), "appointments.start", access=PUBLIC, order=25, icon="calendar")

#: How many bookings one address may make, and how many codes it may try, in ten minutes.
BOOKINGS: Final = 20
TRIES: Final = 20
SECONDS: Final = 600
#: Telephones by code, of bookings that this browser made or found without an account.
KEPT: Final = "ts_booked"


def guard(what: str, tries: int) -> None:
    """Count one attempt of an address. Raises ``Limited``."""
    limits.hit(f"appointments.{what}:{origin.get().address}", tries, SECONDS)


def phone_of(request: PageRequest, code: str) -> str:
    """The telephone by which this browser knows a booking; empty for none."""
    return str(request.session.get(KEPT, {}).get(queries.tidy_code(code), ""))


def remember(request: PageRequest, code: str, phone: str) -> None:
    """Let this browser open a booking again."""
    request.session[KEPT] = {**request.session.get(KEPT, {}), queries.tidy_code(code): phone}


def day_asked(request: PageRequest, days: Sequence[date]) -> date | None:
    """The day asked for in ``ngay`` (ISO), else the first; None where no day may be booked."""
    asked = next((day for day in days if day.isoformat() == request.GET.get("ngay", "")), None)
    return asked or (days[0] if days else None)


def time_asked(request: PageRequest) -> datetime | None:
    """The moment chosen in ``gio`` (ISO, Việt Nam time)."""
    try:
        return datetime.fromisoformat(request.POST.get("gio", "")[:32]).replace(tzinfo=TZ)
    except ValueError:
        return None


def times(request: PageRequest, centre: CentreObject, group: ServiceGroup) -> dict[str, Any]:
    """Days and, of one day, times to choose from."""
    days = queries.booking_days(centre, request.at)
    day = day_asked(request, days)
    offered = queries.slots(centre, group, day, request.at) if day else []
    return {
        "days": [
            {
                "iso": each.isoformat(),
                "weekday": format_weekday(each),
                "date": format_date(each)[:5],
                "chosen": each == day,
            }
            for each in days
        ],
        "day": day,
        "slots": [
            {
                "id": f"{local(slot.starts_at):%Y-%m-%dT%H:%M}",
                "label": f"{local(slot.starts_at):%H:%M}",
                "hint": ngettext("còn {n} chỗ", "còn {n} chỗ", slot.left).format(n=slot.left),
            }
            for slot in offered
            if slot.left
        ],
        "full": gettext("Ngày này đã hết chỗ. Xin chọn ngày khác.") if offered else "",
    }
