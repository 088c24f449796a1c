"""What the tests of this room share: people at their screens, a centre, and a Monday morning."""

from datetime import datetime

import pytest

from tinhso.core.access import ANONYMOUS, Actor
from tinhso.core.ids import new_id
from tinhso.core.testing import moment
from tinhso.services.appointments import actions
from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.types import Wanted

#: Trích lục hộ tịch: group A of every centre.
EXTRACT = "2.000635"
WARD = "hue.phuong-phu-xuan"
CITY = "hue.trung-tam"


@pytest.fixture
def at(province: None) -> datetime:
    """A Monday morning, while the counters are open."""
    return moment("2026-11-23 08:00")


def booked(
    at: datetime,
    time: str = "2026-11-23 09:00",
    phone: str = "0912345678",
    actor: Actor = ANONYMOUS,
    key: str = "",
) -> Booking:
    """A booking of the extract at the ward."""
    wanted = Wanted(EXTRACT, WARD, moment(time), "Trần Thị Đến", phone, key or new_id().hex)
    return actions.book(actor=actor, at=at, wanted=wanted)
