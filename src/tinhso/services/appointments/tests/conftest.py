"""What the tests of this room share: people at their screens, a centre, and a Monday morning."""

from datetime import datetime

import pytest
from django.test import Client

from tinhso.core.access import ANONYMOUS, Actor
from tinhso.core.testing import moment
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.appointments import actions
from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.types import Wanted

#: Trích lục hộ tịch: group A of every centre.
EXTRACT = "2.000635"
WARD = "hue.phuong-phu-xuan"
CITY = "hue.trung-tam"


def actor_of(username: str, at: datetime) -> Actor:
    """A demo account as it acts."""
    account = identity.Account.objects.get(username=username)
    if account.kind == identity.AccountKind.OFFICIAL:
        return organisation.actor_for(account.id, at)
    return identity.build_actor(identity.account_info(account.id), at)


def client_of(username: str) -> Client:
    """A demo account's browser."""
    client = Client()
    client.force_login(identity.Account.objects.get(username=username))
    return client


@pytest.fixture
def at(province: None) -> datetime:
    """A Monday morning, while the counters are open."""
    return moment("2026-11-23 08:00")


def booked(
    at: datetime, time: str = "2026-11-23 09:00", phone: str = "0912345678", actor: Actor = ANONYMOUS
) -> Booking:
    """A booking of the extract at the ward."""
    wanted = Wanted(EXTRACT, WARD, moment(time), "Trần Thị Đến", phone)
    return actions.book(actor=actor, at=at, wanted=wanted)
