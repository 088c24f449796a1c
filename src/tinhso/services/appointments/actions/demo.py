"""Some days at a centre of a demo installation: lived through by the very actions that people use."""

from datetime import datetime, timedelta
from typing import Final

from tinhso.core.access import ANONYMOUS, Actor
from tinhso.core.clock import local
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.appointments import queries
from tinhso.services.appointments.actions.queueing import register_kiosk, take_ticket
from tinhso.services.appointments.actions.serving import (
    call_next,
    close_counter,
    finish_service,
    mark_missed,
    open_counter,
    start_service,
)
from tinhso.services.appointments.models import Kiosk, Ticket
from tinhso.services.appointments.schema import CentreObject
from tinhso.services.appointments.types import MANAGE, SERVE

#: So many days, each with so many numbers; minutes between two arrivals, and minutes that services take, in turn.
DAYS: Final = 5
NUMBERS: Final = 10
_ARRIVALS: Final = (2, 5, 3, 9, 4, 12)
_SERVICES: Final = (6, 11, 4, 8, 15, 7)
#: Every so manieth is called and not there.
_MISSING: Final = 9


def load_demo_days(*, at: datetime) -> int:
    """Live through some mornings at the first centre that demo accounts serve and run; returns how many tickets.

    Nothing where there are tickets or machines already.
    """
    if Ticket.objects.exists() or Kiosk.objects.exists():
        return 0
    officials = [
        organisation.actor_for(account.id, at)
        for account in identity.demo_accounts()
        if account.kind == identity.AccountKind.OFFICIAL
    ]
    for centre, unit in queries.centres_with_units(local(at).date()):
        clerk = next((each for each in officials if each.can(SERVE, unit_id=unit.id)), None)
        leader = next((each for each in officials if each.can(MANAGE, unit_id=unit.id)), None)
        if clerk is not None and leader is not None:
            days = [local(at).date() - timedelta(days=n) for n in range(DAYS * 2, 0, -1)]
            opened = [spans[0][0] for spans in queries.openings(centre, days).values() if spans][-DAYS:]
            made_at = opened[0] if opened else at
            secret = register_kiosk(actor=leader, at=made_at, centre_id=centre.id, name="Máy cạnh cửa chính")
            return sum(_morning(centre, clerk, secret, opens_at, seed) for seed, opens_at in enumerate(opened))
    return 0


def _morning(centre: CentreObject, clerk: Actor, secret: str, opens_at: datetime, seed: int) -> int:
    """Numbers are taken as people come, and called one after another at the counter that serves most."""
    counter = max(centre.counters, key=lambda each: len(each.groups))
    open_counter(actor=clerk, at=opens_at, centre_id=centre.id, counter_id=counter.id)
    arrives_at, taken = opens_at, []
    for number in range(NUMBERS):
        arrives_at += timedelta(minutes=_ARRIVALS[(number + seed) % len(_ARRIVALS)])
        group = counter.groups[(number + seed) % len(counter.groups)]
        taken.append(take_ticket(actor=ANONYMOUS, at=arrives_at, secret=secret, group_id=group))
    free_at = opens_at
    for number, row in enumerate(taken):
        free_at = max(free_at, row.taken_at)
        called = call_next(actor=clerk, at=free_at)
        if number % _MISSING == _MISSING - 1:
            free_at += timedelta(minutes=2)
            mark_missed(actor=clerk, at=free_at, ticket_id=called.id)
            continue
        start_service(actor=clerk, at=free_at + timedelta(minutes=1), ticket_id=called.id)
        free_at += timedelta(minutes=1 + _SERVICES[(number + seed) % len(_SERVICES)])
        finish_service(actor=clerk, at=free_at, ticket_id=called.id)
    close_counter(actor=clerk, at=free_at)
    return len(taken)
