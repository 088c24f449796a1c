"""Centres: which there are, which take a procedure, when they are open, which slots are left."""

from collections import Counter as Count
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from tinhso.core.clock import TZ, local
from tinhso.core.packs import api as packs
from tinhso.core.text import sort_key
from tinhso.foundation.calendar import api as calendar
from tinhso.foundation.organisation import api as organisation
from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.rules.slots import slots_of
from tinhso.services.appointments.schema import RULES, CentreObject, QueueRules, ServiceGroup
from tinhso.services.appointments.types import BookingState, CentreNotFound, Slot
from tinhso.services.procedures import api as procedures

HELD = (BookingState.BOOKED, BookingState.ARRIVED)


def rules_in_force() -> QueueRules:
    """How queues run; the defaults where no pack says."""
    return packs.current("queue_rules", QueueRules).get(RULES) or QueueRules(id=RULES)


def centres_with_units(day: date) -> list[tuple[CentreObject, organisation.UnitInfo]]:
    """The centres in force on a day with the units whose officials sit there: of the province first, then in Vietnamese
    order. One query.
    """
    units = {unit.key: unit for unit in organisation.units_as_of(day)}
    found = [item for item in packs.current("centres", CentreObject).values() if item.is_valid_on(day)]
    known = [(item, units[item.unit]) for item in found if item.unit in units]
    return sorted(known, key=lambda pair: (pair[1].level != "province", sort_key(pair[0].name)))


def centres(day: date) -> list[CentreObject]:
    """The centres in force on a day: of the province first, then in Vietnamese order."""
    return [item for item, _unit in centres_with_units(day)]


def centre(centre_id: str, day: date) -> CentreObject:
    """One centre in force. Raises ``CentreNotFound``."""
    found = next((item for item in centres(day) if item.id == centre_id), None)
    if found is None:
        raise CentreNotFound(centre=centre_id[:120])
    return found


def unit_of(item: CentreObject, day: date) -> organisation.UnitInfo:
    """The unit whose officials sit at the counters of a centre."""
    return next(unit for unit in organisation.units_as_of(day) if unit.key == item.unit)


def group_of(item: CentreObject, procedure: str, day: date) -> ServiceGroup:
    """The group that takes a procedure. Raises ``CentreNotFound`` where the centre does not take it."""
    known = procedures.procedures_on(day).get(procedure)
    found = item.group_for(known.field) if known else None
    if found is None:
        raise CentreNotFound(centre=item.name)
    return found


def centres_for(procedure: str, day: date, *, territory_id: UUID | None = None) -> list[CentreObject]:
    """The centres that take a procedure: that of the commune asked about first.

    Any centre of the province takes any dossier, whoever decides on it (NĐ 118/2025/NĐ-CP).
    """
    known = procedures.procedures_on(day).get(procedure)
    able = [pair for pair in centres_with_units(day) if known and pair[0].group_for(known.field)]
    near = sorted(able, key=lambda pair: territory_id is None or pair[1].territory_id != territory_id)
    return [item for item, _unit in near]


def openings(item: CentreObject, days: Iterable[date]) -> dict[date, list[tuple[datetime, datetime]]]:
    """When a centre receives people, by day: working hours, or weekend hours. One query a version of the hours."""
    found: dict[date, list[tuple[datetime, datetime]]] = {}
    calendars: dict[str, calendar.WorkingCalendar] = {}
    for day in days:
        hours = calendar.hours_on(item.hours, day)
        if hours.id not in calendars:
            calendars[hours.id] = calendar.calendar_for(item.hours, day, unit_of(item, day).id)
        found[day] = calendars[hours.id].opening_intervals(day)
    return found


def booking_days(item: CentreObject, at: datetime) -> list[date]:
    """The days that may be booked at a moment: today and as many as the centre says, those it is open."""
    today = local(at).date()
    days = [today + timedelta(days=n) for n in range(item.booking_days + 1)]
    return [day for day, spans in openings(item, days).items() if spans]


def slots(item: CentreObject, group: ServiceGroup, day: date, at: datetime) -> list[Slot]:
    """The slots of a group on a day that are still ahead, with the places left. Two queries."""
    held = Booking.objects.filter(centre=item.id, group=group.id, state__in=HELD, place__isnull=False)
    starts = held.filter(starts_at__gte=day_start(day), starts_at__lt=day_start(day + timedelta(days=1)))
    taken = Count(local(start) for start in starts.values_list("starts_at", flat=True))
    return slots_of(openings(item, [day])[day], group, taken, after=at)


def next_slot(item: CentreObject, group: ServiceGroup, at: datetime, after: datetime) -> Slot | None:
    """The first slot with a place left from a moment on; None where there is none as far ahead as may be booked."""
    for day in booking_days(item, at):
        if day < local(after).date():
            continue
        found = next((each for each in slots(item, group, day, at) if each.left and each.starts_at >= after), None)
        if found:
            return found
    return None


def day_start(day: date) -> datetime:
    """Midnight at which a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=TZ)
