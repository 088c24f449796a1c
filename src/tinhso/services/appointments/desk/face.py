"""What the officials' pages share: the menu, and the centre that is looked at."""

from typing import Final

from django.utils.translation import gettext_noop

from tinhso.core.access import needs
from tinhso.core.faces import Face, PageRequest
from tinhso.services.appointments import queries
from tinhso.services.appointments.schema import CentreObject
from tinhso.services.appointments.types import MANAGE, SERVE

ATTEND: Final = needs(SERVE)
LEAD: Final = needs(MANAGE)

face = Face("desk", room="appointments")
face.navigation(gettext_noop("Quầy của tôi"), "appointments.desk_counter", access=ATTEND, order=15, icon="people")
face.navigation(gettext_noop("Trung tâm"), "appointments.desk_figures", access=LEAD, order=61, icon="clock")


def centre_led(request: PageRequest) -> tuple[CentreObject | None, list[CentreObject]]:
    """The centre asked for in ``trung_tam`` among those that the official runs, else the first; and all of them."""
    led = queries.centres_served(actor=request.actor, day=request.at.date(), permission=MANAGE)
    asked = next((item for item in led if item.id == request.GET.get("trung_tam", "")), None)
    return asked or (led[0] if led else None), led
