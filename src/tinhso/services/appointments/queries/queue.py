"""Queues of a centre's day: who waits in which order, how long, who is called where."""

from collections import Counter as Count
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.foundation.identity import api as identity
from tinhso.services.appointments.models import Kiosk, Shift, Ticket, TicketDossier
from tinhso.services.appointments.queries.centres import centre, centres_with_units, openings, rules_in_force, unit_of
from tinhso.services.appointments.rules.waiting import OpenCounter, expected_waits
from tinhso.services.appointments.schema import CentreObject, ServiceGroup
from tinhso.services.appointments.types import (
    MANAGE,
    SERVE,
    CounterNotFound,
    KioskUnknown,
    NoCounter,
    TicketNotFound,
    TicketState,
)

#: Service times are measured over so many days.
MEASURED_DAYS = 28
#: How many of those who did not come when called a counter shows.
MISSED_SHOWN = 6
_MINUTES = """
    SELECT "group", percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - started_at)) / 60.0
    FROM ts_appointments_ticket
    WHERE centre = %s AND day >= %s AND state = 'done' AND finished_at > started_at
    GROUP BY "group" HAVING count(*) >= 5
"""


def in_order(rows: QuerySet[Ticket], at: datetime) -> QuerySet[Ticket]:
    """Tickets in the order in which they are called.

    First who the law puts first; then bookings whose time has come; then who came without one; last, bookings whose
    time is still to come. Among equals who came first.
    """
    turn = Case(
        When(booked_for__isnull=True, then=Value(1)),
        When(booked_for__lte=at, then=Value(0)),
        default=Value(2),
        output_field=IntegerField(),
    )
    first = Case(When(priority="", then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.annotate(first=first, turn=turn).order_by("first", "turn", "queue_at", "number", "letter")


def tickets_on(centre_id: str, day: date, *states: TicketState) -> QuerySet[Ticket]:
    """The tickets of a centre's day in some states."""
    return Ticket.objects.filter(centre=centre_id, day=day, state__in=states)


def service_minutes(item: CentreObject, day: date) -> dict[str, float]:
    """How long a service takes by group: half of the last weeks' took less; a slot's length where few are known."""
    with connection.cursor() as cursor:
        cursor.execute(_MINUTES, [item.id, day - timedelta(days=MEASURED_DAYS)])
        measured = {group: max(float(minutes), 1.0) for group, minutes in cursor.fetchall()}
    return {group.id: measured.get(group.id, float(group.minutes)) for group in item.groups}


def open_shifts(centre_id: str) -> list[Shift]:
    """Who sits at which counter now."""
    return list(Shift.objects.filter(centre=centre_id, closed_at__isnull=True).select_related("account"))


def open_counters(
    item: CentreObject, shifts: Sequence[Shift], busy: Sequence[Ticket], minutes: Mapping[str, float], at: datetime
) -> list[OpenCounter]:
    """The counters that call people, and in how many minutes each will be free."""
    served = {ticket.counter: ticket for ticket in busy}
    found = []
    for shift in shifts:
        counter = item.counter(shift.counter)
        if counter is None or shift.paused_at is not None:
            continue
        ticket, left = served.get(shift.counter), 0.0
        if ticket is not None:
            since = ticket.last_called_at or at
            left = max(minutes.get(ticket.group, 0.0) - (at - since).total_seconds() / 60, 1.0)
        found.append(OpenCounter(counter.groups, left))
    return found


@dataclass(frozen=True, slots=True)
class GroupWaiting:
    """A group's queue: how many wait, and how long who took a number now would (None: no counter of it is open)."""

    group: ServiceGroup
    waiting: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Called:
    """A ticket that is called or served, and where."""

    ticket: Ticket
    counter_name: str
    counter_name_en: str


@dataclass(frozen=True, slots=True)
class Hall:
    """What the waiting room of a centre shows; ``missed`` are those that did not come when called, the last first."""

    centre: CentreObject
    called: list[Called]
    groups: list[GroupWaiting]
    queue: list[tuple[Ticket, int | None]]
    missed: list[Ticket]
    shifts: list[Shift]


def hall(item: CentreObject, at: datetime) -> Hall:
    """The waiting room of a centre at a moment: who is called where, who waits and how long. Three queries."""
    day = local(at).date()
    shifts = open_shifts(item.id)
    minutes = service_minutes(item, day)
    states = (TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.MISSED)
    here = list(in_order(tickets_on(item.id, day, *states), at))
    queue = [ticket for ticket in here if ticket.state == TicketState.WAITING]
    missed = [ticket for ticket in here if ticket.state == TicketState.MISSED]
    busy = [ticket for ticket in here if ticket.state in {TicketState.CALLED, TicketState.SERVING}]
    busy.sort(key=lambda ticket: ticket.last_called_at or at, reverse=True)
    counters = open_counters(item, shifts, busy, minutes, at)
    waits = expected_waits([ticket.group for ticket in queue], counters, minutes)
    count = Count(ticket.group for ticket in queue)
    next_waits = [
        expected_waits([*(ticket.group for ticket in queue), group.id], counters, minutes)[-1] for group in item.groups
    ]
    return Hall(
        item,
        [_called(item, ticket) for ticket in busy],
        [GroupWaiting(group, count[group.id], wait) for group, wait in zip(item.groups, next_waits, strict=True)],
        list(zip(queue, waits, strict=True)),
        sorted(missed, key=lambda ticket: ticket.finished_at or at, reverse=True),
        shifts,
    )


def _called(item: CentreObject, ticket: Ticket) -> Called:
    counter = item.counter(ticket.counter)
    name = ticket.counter if counter is None else counter.name
    return Called(ticket, name, name if counter is None else counter.name_en)


def is_open(item: CentreObject, at: datetime) -> bool:
    """Whether the kiosk gives tickets: from a little before opening to closing, and while any counter is open."""
    early = timedelta(minutes=rules_in_force().early_minutes)
    day = local(at).date()
    if any(opens - early <= at < closes for opens, closes in openings(item, [day])[day]):
        return True
    return Shift.objects.filter(centre=item.id, closed_at__isnull=True).exists()


def digest_of(secret: str) -> str:
    """What is kept of a kiosk's secret."""
    return sha256(secret.encode()).hexdigest()


def kiosk(secret: str, at: datetime) -> tuple[Kiosk, CentreObject]:
    """The registered machine that holds a secret, and its centre. Raises ``KioskUnknown``."""
    found = Kiosk.objects.filter(digest=digest_of(secret), revoked_at__isnull=True).first() if secret else None
    if found is None:
        raise KioskUnknown
    return found, centre(found.centre, local(at).date())


def kiosks_of(item: CentreObject) -> list[Kiosk]:
    """The machines registered for a centre and not taken back."""
    return list(Kiosk.objects.filter(centre=item.id, revoked_at__isnull=True).order_by("registered_at"))


def access_kiosk(*, actor: Actor, kiosk_id: UUID, day: date) -> Kiosk:
    """A machine of a centre that the official runs. Raises ``KioskUnknown``, ``CounterNotFound``."""
    found = Kiosk.objects.filter(pk=kiosk_id, revoked_at__isnull=True).first()
    if found is None:
        raise KioskUnknown
    access_centre(actor=actor, centre_id=found.centre, day=day, permission=MANAGE)
    return found


def ticket(ticket_id: UUID) -> Ticket:
    """A ticket, known by its unguessable id. Raises ``TicketNotFound``."""
    found = Ticket.objects.filter(pk=ticket_id).first()
    if found is None:
        raise TicketNotFound
    return found


def wait_of(row: Ticket, item: CentreObject, at: datetime) -> tuple[int, int | None]:
    """How many are called before a waiting ticket at the counters of its group, and in how many minutes it will be."""
    queue = hall(item, at).queue
    ahead = 0
    for other, minutes in queue:
        if other.pk == row.pk:
            return ahead, minutes
        ahead += other.group == row.group
    return 0, None


def centres_served(*, actor: Actor, day: date, permission: str = SERVE) -> list[CentreObject]:
    """The centres at which the official may do something."""
    return [item for item, unit in centres_with_units(day) if actor.can(permission, unit_id=unit.id)]


def own_shift(actor: Actor, *, lock: bool = False) -> Shift:
    """The counter at which the official sits. Raises ``NoCounter``."""
    rows = Shift.objects.select_for_update() if lock else Shift.objects.all()
    found = rows.filter(account_id=identity.account_id_of(actor), closed_at__isnull=True).first()
    if found is None:
        raise NoCounter
    return found


def access_centre(*, actor: Actor, centre_id: str, day: date, permission: str = SERVE) -> CentreObject:
    """A centre at which the official may do something. Raises ``CentreNotFound``, ``CounterNotFound``."""
    item = centre(centre_id, day)
    if not actor.can(permission, unit_id=unit_of(item, day).id):
        raise CounterNotFound
    return item


def current_ticket(shift: Shift) -> Ticket | None:
    """The ticket called to a counter, or served there."""
    states = (TicketState.CALLED, TicketState.SERVING)
    return Ticket.objects.filter(centre=shift.centre, counter=shift.counter, state__in=states).first()


def dossiers_of(row: Ticket) -> list[UUID]:
    """The dossiers filed while a ticket was served."""
    return list(TicketDossier.objects.filter(ticket=row).values_list("case_id", flat=True))
