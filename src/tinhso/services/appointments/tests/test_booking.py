"""Booking: capacity and limits hold, times follow the centre's hours, bookings are moved, given back, reminded of."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection

from tinhso.core import clock
from tinhso.core.access import ANONYMOUS
from tinhso.core.testing import moment
from tinhso.foundation.notifications.models import Notice
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.appointments import actions, queries
from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.tests.conftest import CITY, EXTRACT, WARD, booked
from tinhso.services.appointments.types import (
    BookingIncomplete,
    BookingNotFound,
    BookingOver,
    CentreNotFound,
    SlotTaken,
    TooManyBookings,
    Wanted,
)


def test_saturday_morning_may_be_booked_and_sunday_and_holidays_not(at: datetime) -> None:
    days = queries.booking_days(queries.centre(WARD, at.date()), at)
    assert moment("2026-11-28 00:00").date() in days
    assert moment("2026-11-29 00:00").date() not in days
    group = queries.centre(WARD, at.date()).groups[0]
    saturday = queries.slots(queries.centre(WARD, at.date()), group, moment("2026-11-28 00:00").date(), at)
    assert max(clock.local(slot.ends_at) for slot in saturday) <= moment("2026-11-28 11:30")


def test_a_slot_has_as_many_places_as_it_says(at: datetime) -> None:
    first = booked(at)
    assert first.place == 0
    with pytest.raises(SlotTaken) as full:
        booked(at, phone="0912345679")
    assert full.value.data["next"] == "09:15 23/11/2026"
    actions.cancel_booking(actor=ANONYMOUS, at=at, code=first.code, phone="0912 345 678")
    assert booked(at, phone="0912345679").place == 0


def test_pressed_twice_or_sent_again_a_time_is_booked_once(at: datetime) -> None:
    first = booked(at, key="pressed-twice")
    assert booked(at, key="pressed-twice").code == first.code
    assert Booking.objects.count() == 1
    # Who sends somebody else's key gets a booking of their own, never that one.
    assert booked(at, "2026-11-23 09:15", phone="0912345679", key="pressed-twice").code != first.code


def test_nobody_holds_more_than_the_limit(at: datetime) -> None:
    for time in ("09:00", "09:15", "09:30"):
        booked(at, f"2026-11-23 {time}")
    with pytest.raises(TooManyBookings):
        booked(at, "2026-11-23 09:45")
    booked(at, "2026-11-23 09:45", actor=actor_of("congdan1", at))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"phone": "12"}, "phone"),
        ({"starts_at": None}, "starts_at"),
        ({"starts_at": "2026-11-23 09:07"}, "starts_at"),
        ({"starts_at": "2026-11-29 09:00"}, "starts_at"),
        ({"starts_at": "2026-11-23 07:30"}, "starts_at"),
        ({"starts_at": "2027-02-01 09:00"}, "starts_at"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_booked(at: datetime, changed: dict[str, str | None], field: str) -> None:
    said = {"starts_at": "2026-11-23 09:00", "name": "Trần Thị Đến", "phone": "0912345678", **changed}
    starts_at = moment(said["starts_at"]) if said["starts_at"] else None
    wanted = Wanted(EXTRACT, WARD, starts_at, said["name"] or "", said["phone"] or "", "a-key-of-its-own")
    with pytest.raises(BookingIncomplete) as wrong:
        actions.book(actor=ANONYMOUS, at=at, wanted=wanted)
    assert set(wrong.value.fields) == {field}
    assert not Booking.objects.exists()


def test_only_who_holds_it_opens_a_booking(at: datetime) -> None:
    row = booked(at, actor=actor_of("congdan1", at))
    for actor, phone in ((ANONYMOUS, ""), (ANONYMOUS, "0999999999"), (actor_of("congdan2", at), "")):
        with pytest.raises(BookingNotFound):
            queries.access_booking(actor=actor, code=row.code, phone=phone)
    assert queries.access_booking(actor=actor_of("congdan1", at), code=row.code.lower()) == row
    assert queries.access_booking(actor=ANONYMOUS, code=f"https://vi.du/{row.code}", phone="+84912345678") == row


def test_a_booking_is_moved_under_its_code_and_not_after_it_is_over(at: datetime) -> None:
    row = booked(at)
    moved = actions.move_booking(
        actor=ANONYMOUS, at=at, code=row.code, phone=row.phone, starts_at=moment("2026-11-24 13:15")
    )
    assert (moved.code, clock.local(moved.starts_at)) == (row.code, moment("2026-11-24 13:15"))
    assert booked(at, phone="0912345679"), "the earlier place is free"
    actions.follow_bookings(moment("2026-11-24 13:31"))
    with pytest.raises(BookingOver):
        actions.cancel_booking(actor=ANONYMOUS, at=at, code=row.code, phone=row.phone)
    assert Booking.objects.get(pk=row.pk).state == "missed"


def test_reminders_come_once_a_day_before_and_an_hour_before(at: datetime) -> None:
    row = booked(at, "2026-11-25 09:00", actor=actor_of("congdan1", at))
    told = Notice.objects.filter(kind="appointments.reminder")
    for moment_of_work, count in ((-1500, 0), (-1440, 1), (-1430, 1), (-61, 1), (-60, 2), (-10, 2)):
        actions.follow_bookings(row.starts_at + timedelta(minutes=moment_of_work))
        assert told.count() == count


def test_any_centre_takes_a_procedure_and_the_nearest_comes_first(at: datetime) -> None:
    day = at.date()
    found = queries.centres_for(EXTRACT, day)
    assert {CITY, WARD} <= {item.id for item in found}
    place = organisation.communes_called("Thuận An", day)[0]
    assert queries.centres_for(EXTRACT, day, territory_id=place.id)[0].id == "hue.phuong-thuan-an"
    with pytest.raises(CentreNotFound):
        queries.group_of(queries.centre(CITY, day), "9.999999", day)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_for_the_last_place(at: datetime) -> None:
    """One gets it, the other is offered the next."""
    outcomes: list[str] = []

    def attempt(phone: str) -> None:
        try:
            booked(at, phone=phone)
        except SlotTaken as error:
            outcomes.append(str(error.data["next"]))
        else:
            outcomes.append("booked")
        finally:
            connection.close()

    threads = [Thread(target=attempt, args=(f"091234567{n}",)) for n in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["09:15 23/11/2026"] * 3 + ["booked"]
    assert Booking.objects.count() == 1
