"""Who of a unit has how much to do today, who is away, and who acts for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.appointments.models import Ticket
from tinhso.services.appointments.queries.centres import day_start
from tinhso.services.appointments.types import TicketState


@dataclass(frozen=True, slots=True)
class OfficialLoad:
    """One official of a unit: the post, what waits under that name, what was done this week, tickets served today."""

    account_id: UUID
    post_id: UUID
    name: str
    post_title: str
    post_title_en: str
    load: cases.Load
    tickets: int
    away: organisation.Away | None


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """A unit: its officials, and what waits for whoever takes it."""

    unit: organisation.UnitInfo
    officials: list[OfficialLoad]
    open_to_all: cases.Load


def units_led(*, actor: Actor, day_at: datetime) -> list[organisation.UnitInfo]:
    """The units whose work the official may divide, the own one first."""
    units = [
        unit for unit in organisation.units_as_of(local(day_at).date()) if actor.can(cases.ASSIGN, unit_id=unit.id)
    ]
    return sorted(units, key=lambda unit: unit.id != actor.unit_id)


def unit_load(unit: organisation.UnitInfo, at: datetime) -> UnitLoad:
    """The load of a unit's officials. Seven queries, whatever their number."""
    day = local(at).date()
    posts = [post for post in organisation.posts_of_unit(unit.id, day) if post.holder_id is not None]
    accounts = {post.holder_id for post in posts if post.holder_id is not None}
    loads = cases.loads(
        unit_id=unit.id,
        account_ids=accounts,
        at=at,
        day_ends_at=day_start(day + timedelta(days=1)),
        since=day_start(day - timedelta(days=day.weekday())),
    )
    served = dict(
        Ticket.objects.filter(clerk_id__in=accounts, day=day, state=TicketState.DONE)
        .values_list("clerk_id")
        .annotate(n=Count("id"))
    )
    away = organisation.away_on(unit.id, day)
    officials = [
        OfficialLoad(
            post.holder_id,
            post.id,
            post.holder_name,
            post.title,
            post.title_en,
            loads[post.holder_id],
            served.get(post.holder_id, 0),
            away.get(post.holder_id),
        )
        for post in posts
        if post.holder_id is not None
    ]
    return UnitLoad(unit, sorted(officials, key=lambda each: (-each.load.open, each.name)), loads[None])
