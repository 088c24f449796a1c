"""How long people waited and how many came: by hour and by group of work."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from tinhso.core.clock import TZ
from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.queries.centres import day_start
from tinhso.services.appointments.schema import CentreObject
from tinhso.services.appointments.types import BookingState

_FIGURES: Final = """
    SELECT {by} AS part, count(*), count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state = 'missed'),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM called_at - greatest(taken_at, queue_at)))
               FILTER (WHERE called_at IS NOT NULL) / 60.0,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM called_at - greatest(taken_at, queue_at)))
               FILTER (WHERE called_at IS NOT NULL) / 60.0,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - started_at))
               FILTER (WHERE state = 'done' AND started_at IS NOT NULL) / 60.0
    FROM ts_appointments_ticket WHERE centre = %(centre)s AND day >= %(start)s AND day < %(end)s
    GROUP BY 1 ORDER BY 1
"""
_BY_HOUR: Final = _FIGURES.format(by="extract(hour FROM taken_at AT TIME ZONE %(zone)s)::int::text")
_BY_GROUP: Final = _FIGURES.format(by='"group"')
_IN_ALL: Final = _FIGURES.format(by="''::text")


@dataclass(frozen=True, slots=True)
class Waits:
    """Tickets of one part (an hour, a group, or all): how many, and minutes of waiting and of service.

    Who booked and came early waits from the time booked. None where nobody was called.
    """

    part: str
    taken: int
    served: int
    missed: int
    median: float | None
    p90: float | None
    service: float | None


@dataclass(frozen=True, slots=True)
class CentreFigures:
    """A centre over some days: in all, by hour of the day, by group; bookings kept, missed, cancelled, to come."""

    total: Waits
    hours: list[Waits]
    groups: list[Waits]
    bookings: dict[str, int]


def centre_figures(item: CentreObject, start: date, end: date) -> CentreFigures:
    """The figures of a centre from a day until before another. Four queries, whatever the number of tickets."""
    asked: dict[str, str | date] = {"centre": item.id, "start": start, "end": end, "zone": TZ.key}
    found = [_waits(sql, asked) for sql in (_IN_ALL, _BY_HOUR, _BY_GROUP)]
    total = found[0][0] if found[0] else Waits("", 0, 0, 0, None, None, None)
    states = Booking.objects.filter(
        centre=item.id, starts_at__gte=day_start(start), starts_at__lt=day_start(end)
    ).values_list("state", flat=True)
    kept = list(states)
    hours = sorted(found[1], key=lambda each: int(each.part))
    return CentreFigures(total, hours, found[2], {state: kept.count(state) for state in BookingState.values})


def _waits(sql: str, asked: dict[str, str | date]) -> list[Waits]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return [Waits(*row) for row in cursor.fetchall()]
