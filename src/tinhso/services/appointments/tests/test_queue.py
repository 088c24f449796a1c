"""The queue of a centre: numbers, order, calling, serving, handing over; who may and who may not."""

from collections import Counter
from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.db.models import F

from tinhso.core.access import ANONYMOUS, Actor
from tinhso.core.errors import InvalidInput
from tinhso.core.testing import moment
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.appointments import actions, queries
from tinhso.services.appointments.actions.demo import DAYS, NUMBERS, load_demo_days
from tinhso.services.appointments.models import Booking, Shift, Ticket
from tinhso.services.appointments.tests.conftest import CITY, WARD, booked
from tinhso.services.appointments.types import (
    BookedForAnotherDay,
    BookingNotFound,
    CentreClosed,
    CounterBusy,
    CounterNotFound,
    CounterPaused,
    CounterTaken,
    KioskUnknown,
    NobodyWaits,
    NoCounter,
    TicketMovedOn,
)


@pytest.fixture
def secret(at: datetime) -> str:
    """A machine registered for the ward."""
    return actions.register_kiosk(actor=actor_of("lanhdao", at), at=at, centre_id=WARD, name="Máy cạnh cửa")


@pytest.fixture
def clerk(at: datetime) -> Actor:
    return actor_of("tiepnhan", at)


def take(secret: str, at: datetime, group: str = "ho-tich", **more: str) -> Ticket:
    return actions.take_ticket(actor=ANONYMOUS, at=at, secret=secret, group_id=group, **more)


def sit(actor: Actor, at: datetime, counter: str = "4") -> Shift:
    return actions.open_counter(actor=actor, at=at, centre_id=WARD, counter_id=counter)


def test_numbers_count_by_letter_and_begin_anew_each_day(secret: str, at: datetime) -> None:
    codes = [take(secret, at, group).code for group in ("ho-tich", "dat-dai", "ho-tich")]
    assert codes == ["A001", "B001", "A002"]
    assert take(secret, at + timedelta(days=1)).code == "A001"


def test_only_a_registered_machine_gives_numbers(secret: str, at: datetime) -> None:
    for wrong in ("", "x", secret[:-1]):
        with pytest.raises(KioskUnknown):
            take(wrong, at)
    machine = queries.kiosks_of(queries.centre(WARD, at.date()))[0]
    assert secret not in machine.digest
    with pytest.raises(CounterNotFound):
        actions.revoke_kiosk(actor=actor_of("lanhdao.sxd", at), at=at, kiosk_id=machine.id)
    actions.revoke_kiosk(actor=actor_of("lanhdao", at), at=at, kiosk_id=machine.id)
    with pytest.raises(KioskUnknown):
        take(secret, at)
    with pytest.raises(CounterNotFound):
        actions.register_kiosk(actor=actor_of("lanhdao", at), at=at, centre_id=CITY, name="Máy")


def test_numbers_are_given_while_the_centre_is_open_or_somebody_sits_there(
    secret: str, clerk: Actor, at: datetime
) -> None:
    sunday = moment("2026-11-29 09:00")
    for shut in (sunday, moment("2026-11-23 06:59"), moment("2026-11-23 17:00"), moment("2026-11-28 14:00")):
        with pytest.raises(CentreClosed):
            take(secret, shut)
    assert take(secret, moment("2026-11-23 07:00"))
    assert take(secret, moment("2026-11-28 11:00"))
    sit(clerk, sunday)
    assert take(secret, sunday)


def test_the_law_comes_first_then_bookings_whose_time_has_come(secret: str, at: datetime) -> None:
    booking, later = booked(at, "2026-11-23 08:30"), booked(at, "2026-11-23 10:00")
    walk_in = take(secret, at)
    kept = actions.check_in(actor=ANONYMOUS, at=at, secret=secret, code=booking.code)
    early = actions.check_in(actor=ANONYMOUS, at=at, secret=secret, code=later.code)
    first = take(secret, at + timedelta(minutes=40), priority="cao-tuoi")

    def order(moment_of_call: datetime) -> list[str]:
        rows = queries.tickets_on(WARD, at.date(), "waiting")  # type: ignore[arg-type]
        return [row.code for row in queries.in_order(rows, moment_of_call)]

    assert order(at + timedelta(minutes=10)) == [each.code for each in (first, walk_in, kept, early)]
    assert order(at + timedelta(minutes=31)) == [each.code for each in (first, kept, walk_in, early)]


def test_a_booking_checks_in_once_in_time_or_late_or_on_another_day(secret: str, at: datetime) -> None:
    in_time, late = booked(at, "2026-11-23 08:30"), booked(at, "2026-11-23 08:45")
    tomorrow = booked(at, "2026-11-24 08:30")
    one = actions.check_in(actor=ANONYMOUS, at=at, secret=secret, code=f"https://vi.du/dat-lich/lich/{in_time.code}/")
    assert one.booked_for == in_time.starts_at
    again = actions.check_in(actor=ANONYMOUS, at=at + timedelta(minutes=1), secret=secret, code=in_time.code)
    assert again.pk == one.pk
    after = moment("2026-11-23 09:01")
    actions.follow_bookings(after)
    assert Booking.objects.get(pk=late.pk).state == "missed"
    came = actions.check_in(actor=ANONYMOUS, at=after, secret=secret, code=late.code)
    assert (came.booked_for, came.queue_at) == (None, after)
    with pytest.raises(BookedForAnotherDay):
        actions.check_in(actor=ANONYMOUS, at=at, secret=secret, code=tomorrow.code)
    actions.check_in(actor=ANONYMOUS, at=at, secret=secret, code=tomorrow.code, another_day=True)
    assert booked(at, "2026-11-24 08:30", phone="0912345679").place == 0, "the place is free again"
    with pytest.raises(BookingNotFound):
        actions.check_in(actor=ANONYMOUS, at=at, secret=secret, code="ABCDEFGH")


def test_a_ticket_from_the_call_to_the_end(secret: str, clerk: Actor, at: datetime) -> None:
    with pytest.raises(NoCounter):
        actions.call_next(actor=clerk, at=at)
    sit(clerk, at)
    with pytest.raises(NobodyWaits):
        actions.call_next(actor=clerk, at=at)
    one, two = take(secret, at), take(secret, at)
    called = actions.call_next(actor=clerk, at=at)
    assert (called.pk, called.counter, called.calls) == (one.pk, "4", 1)
    with pytest.raises(CounterBusy):
        actions.call_next(actor=clerk, at=at)
    with pytest.raises(CounterBusy):
        actions.close_counter(actor=clerk, at=at)
    assert actions.recall(actor=clerk, at=at, ticket_id=one.id).calls == 2
    actions.start_service(actor=clerk, at=at, ticket_id=one.id)
    with pytest.raises(TicketMovedOn):
        actions.mark_missed(actor=clerk, at=at, ticket_id=one.id)
    actions.finish_service(actor=clerk, at=at, ticket_id=one.id)
    assert actions.call_next(actor=clerk, at=at).pk == two.pk
    actions.mark_missed(actor=clerk, at=at, ticket_id=two.id)
    actions.take_back(actor=clerk, at=at, ticket_id=two.id)
    assert actions.call_next(actor=clerk, at=at).pk == two.pk
    states = Counter(Ticket.objects.values_list("state", flat=True))
    assert states == {"done": 1, "called": 1}


def test_a_counter_calls_its_groups_only_and_hands_over(secret: str, clerk: Actor, at: datetime) -> None:
    land = take(secret, at, "dat-dai")
    sit(clerk, at, "1")
    with pytest.raises(NobodyWaits):
        actions.call_next(actor=clerk, at=at)
    take(secret, at + timedelta(minutes=1))
    called = actions.call_next(actor=clerk, at=at)
    with pytest.raises(InvalidInput):
        actions.transfer(actor=clerk, at=at, ticket_id=called.id, group_id="không")
    actions.transfer(actor=clerk, at=at, ticket_id=called.id, group_id="dat-dai")
    other = actor_of("congchuc", at)
    sit(other, at, "3")
    calls = []
    for _ in range(2):
        row = actions.call_next(actor=other, at=at)
        calls.append(row.code)
        actions.start_service(actor=other, at=at, ticket_id=row.id)
        actions.finish_service(actor=other, at=at, ticket_id=row.id)
    assert calls == [land.code, called.code]


def test_a_counter_at_rest_calls_nobody(secret: str, clerk: Actor, at: datetime) -> None:
    sit(clerk, at)
    take(secret, at)
    actions.pause_counter(actor=clerk, at=at, paused=True)
    with pytest.raises(CounterPaused):
        actions.call_next(actor=clerk, at=at)
    hall = queries.hall(queries.centre(WARD, at.date()), at)
    assert [each.minutes for each in hall.groups] == [None] * len(hall.groups)
    actions.pause_counter(actor=clerk, at=at, paused=False)
    assert actions.call_next(actor=clerk, at=at)


def test_one_official_a_counter_and_one_counter_an_official(clerk: Actor, at: datetime) -> None:
    sit(clerk, at, "1")
    with pytest.raises(CounterTaken):
        sit(actor_of("congchuc", at), at, "1")
    sit(clerk, at, "2")
    assert sit(actor_of("congchuc", at), at, "1")
    assert sit(actor_of("truongphong", at), at + timedelta(days=1), "2"), "who forgot to leave gives way the next day"
    with pytest.raises(CounterNotFound):
        actions.open_counter(actor=clerk, at=at, centre_id=CITY, counter_id="1")
    with pytest.raises(CounterNotFound):
        sit(clerk, at, "99")


def test_a_restart_in_the_middle_of_the_day_loses_nothing(secret: str, clerk: Actor, at: datetime) -> None:
    """Everything is in the tables: who was called the day before without a word is closed, today's goes on."""
    sit(clerk, at)
    take(secret, at)
    left = actions.call_next(actor=clerk, at=at)
    next_day = at + timedelta(days=1)
    fresh = take(secret, next_day)
    assert actions.call_next(actor=clerk, at=next_day).pk == fresh.pk
    assert Ticket.objects.get(pk=left.pk).state == "missed"


def test_waits_are_told_from_real_service_times(secret: str, clerk: Actor, at: datetime) -> None:
    sit(clerk, at)
    centre = queries.centre(WARD, at.date())
    for day in range(1, 6):
        then = at - timedelta(days=day)
        Ticket.objects.create(
            centre=WARD, day=then.date(), letter="A", number=1, group="ho-tich", state="done", counter="4",
            clerk_id=clerk.account_id, taken_at=then, queue_at=then, called_at=then, started_at=then,
            finished_at=then + timedelta(minutes=6),
        )  # fmt: skip
    rows = [take(secret, at) for _ in range(3)]
    assert [queries.wait_of(row, centre, at) for row in rows] == [(0, 0), (1, 10), (2, 15)]
    figures = queries.centre_figures(centre, (at - timedelta(days=7)).date(), (at + timedelta(days=1)).date())
    assert (figures.total.taken, figures.total.served, figures.total.service) == (8, 5, 6.0)
    assert figures.groups[0].part == "ho-tich"


@pytest.mark.django_db(transaction=True)
def test_two_counters_calling_at_once_get_different_tickets(at: datetime) -> None:
    secret = actions.register_kiosk(actor=actor_of("lanhdao", at), at=at, centre_id=WARD, name="Máy")
    people = [actor_of(name, at) for name in ("tiepnhan", "congchuc", "truongphong")]
    for person, counter in zip(people, "124", strict=True):
        sit(person, at, counter)
    tickets = {take(secret, at).pk for _ in range(3)}
    got: list[object] = []

    def call(person: Actor) -> None:
        try:
            got.append(actions.call_next(actor=person, at=at).pk)
        finally:
            connection.close()

    threads = [Thread(target=call, args=(person,)) for person in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(got) == tickets


def test_a_demo_installation_has_lived_through_some_mornings(at: datetime) -> None:
    assert load_demo_days(at=at) == DAYS * NUMBERS
    assert load_demo_days(at=at) == 0
    assert set(Ticket.objects.values_list("state", flat=True)) == {"done", "missed"}
    assert not Shift.objects.filter(closed_at__isnull=True).exists()
    assert not Ticket.objects.filter(called_at__lt=F("taken_at")).exists()
