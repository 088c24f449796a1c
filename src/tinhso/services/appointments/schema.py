"""Pack sections ``centres`` (centres with counters and slots) and ``queue_rules`` (one object, ``xep-hang``)."""

from collections.abc import Collection
from typing import Final

from pydantic import Field

from tinhso.core.packs.api import PackObject, PackPart, PackView

#: The one object of ``queue_rules`` that is in force.
RULES: Final = "xep-hang"


class ServiceGroup(PackPart):
    """Nhóm việc: fields of administration that share a queue. The group without fields takes all the others.

    A slot is ``minutes`` long and has ``places``; ``walk_in_percent`` of them are kept for who comes without a booking.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)
    letter: str = Field(pattern=r"^[A-Z]$")
    name: str = Field(min_length=1, max_length=120)
    name_en: str = Field(min_length=1, max_length=120)
    fields: tuple[str, ...] = ()
    minutes: int = Field(15, ge=5, le=240)
    places: int = Field(1, ge=1, le=100)
    walk_in_percent: int = Field(50, ge=0, le=100)

    @property
    def bookable(self) -> int:
        """Places of a slot that may be booked, rounded down."""
        return self.places * (100 - self.walk_in_percent) // 100


class Counter(PackPart):
    """Quầy: where an official sits, and the groups it serves."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=30)
    name: str = Field(min_length=1, max_length=60)
    name_en: str = Field(min_length=1, max_length=60)
    groups: tuple[str, ...] = Field(min_length=1)


class CentreObject(PackObject):
    """A one-stop centre: whose officials sit there, when it is open, which work its counters take.

    ``hours`` is an object of ``working_hours``; its Saturday and Sunday hours receive people and never count for a
    deadline. Closures of single days are decisions of the calendar about ``unit``.
    """

    unit: str
    name: str = Field(min_length=1, max_length=250)
    name_en: str = Field(min_length=1, max_length=250)
    address: str = Field(min_length=1, max_length=300)
    hours: str
    booking_days: int = Field(14, ge=1, le=90)
    groups: tuple[ServiceGroup, ...] = Field(min_length=1, max_length=26)
    counters: tuple[Counter, ...] = Field(min_length=1, max_length=200)

    def group(self, group_id: str) -> ServiceGroup | None:
        """The group of that id."""
        return next((each for each in self.groups if each.id == group_id), None)

    def counter(self, counter_id: str) -> Counter | None:
        """The counter of that id."""
        return next((each for each in self.counters if each.id == counter_id), None)

    def group_for(self, field: str) -> ServiceGroup | None:
        """The group that takes a field of administration; None where the centre takes it nowhere."""
        rest = next((each for each in self.groups if not each.fields), None)
        return next((each for each in self.groups if field in each.fields), rest)


class Priority(PackPart):
    """Who is called first, and on which basis."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)
    name: str = Field(min_length=1, max_length=120)
    name_en: str = Field(min_length=1, max_length=120)
    legal_basis: tuple[str, ...] = ()


class QueueRules(PackObject):
    """How bookings and queues run everywhere. There is one such object, ``xep-hang``.

    A booking that nobody checked in ``grace_minutes`` after its time is missed; who checks in up to then is called at
    the time booked. ``remind_minutes`` are counted before the time booked. ``early_minutes`` before opening the kiosk
    gives its first ticket.
    """

    priorities: tuple[Priority, ...] = ()
    open_bookings: int = Field(3, ge=1, le=20)
    grace_minutes: int = Field(15, ge=0, le=120)
    early_minutes: int = Field(30, ge=0, le=120)
    remind_minutes: tuple[int, ...] = Field((1440, 60), max_length=5)


def check_rules(view: PackView) -> None:
    """There is one object, and reminders go from the earliest to the last."""
    for item in view.objects("queue_rules", QueueRules).values():
        if item.id != RULES:
            view.problem(item, "id", "phần này chỉ có một đối tượng", expected=RULES)
        if list(item.remind_minutes) != sorted(set(item.remind_minutes), reverse=True):
            view.problem(item, "remind_minutes", "ghi từ lớn đến nhỏ, không lặp lại")


def check_centres(view: PackView) -> None:
    """Units, hours, fields and groups exist; letters differ; somebody serves every group."""
    for item in view.objects("centres", CentreObject).values():
        view.reference(item, "unit", "units", item.unit)
        view.reference(item, "hours", "working_hours", item.hours)
        ids = [group.id for group in item.groups]
        _check_once(view, item, "groups", ids)
        _check_once(view, item, "groups", [group.letter for group in item.groups])
        _check_once(view, item, "groups", [name for group in item.groups for name in group.fields])
        _check_once(view, item, "counters", [counter.id for counter in item.counters])
        if sum(not group.fields for group in item.groups) > 1:
            view.problem(item, "groups", "chỉ một nhóm được nhận mọi lĩnh vực còn lại (không ghi fields)")
        for number, group in enumerate(item.groups):
            for place, name in enumerate(group.fields):
                view.reference(item, f"groups.{number}.fields.{place}", "fields", name)
        served: set[str] = set()
        for number, counter in enumerate(item.counters):
            served.update(counter.groups)
            for name in set(counter.groups) - set(ids):
                view.problem(item, f"counters.{number}.groups", f"không có nhóm {name}", near=name, candidates=ids)
        for name in ids:
            if name not in served:
                view.problem(item, "counters", f"không quầy nào phục vụ nhóm {name}")


def _check_once(view: PackView, item: CentreObject, field: str, names: Collection[str]) -> None:
    listed = list(names)
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        view.problem(item, field, f"{name} có hai lần")
