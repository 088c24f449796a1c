"""Slots of a day."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from tinhso.services.appointments.schema import ServiceGroup
from tinhso.services.appointments.types import Slot


def slots_of(
    openings: Iterable[tuple[datetime, datetime]],
    group: ServiceGroup,
    taken: Mapping[datetime, int],
    *,
    after: datetime,
) -> list[Slot]:
    """The slots of a group that begin after a moment, in order. ``taken`` counts the places booked by start.

    A slot lies wholly in one stretch of opening: nobody is asked to come back after lunch.
    """
    found = []
    length = timedelta(minutes=group.minutes)
    for opens_at, closes_at in openings:
        starts_at = opens_at
        while starts_at + length <= closes_at:
            if starts_at > after and group.bookable:
                found.append(Slot(starts_at, starts_at + length, max(group.bookable - taken.get(starts_at, 0), 0)))
            starts_at += length
    return found
