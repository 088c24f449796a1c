"""Work of every day: how good each register is, and who is reminded of what is stale."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_noop

from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions.rows import today_of
from tinhso.engines.registers.models import Reminder
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import WRITE
from tinhso.foundation.notifications.api import Channel, NoticeKind, notify
from tinhso.foundation.organisation import api as organisation

STALE: Final = NoticeKind(
    "registers.stale",
    gettext_noop("Quá hạn rà soát: {names}"),
    gettext_noop(
        "{unit} có {records} bản ghi chưa được xem lại đúng hạn. Mở từng bản ghi, sửa, hoặc ghi nhận đã rà soát."
    ),
    frozenset({Channel.IN_APP, Channel.EMAIL}),
)
#: Whoever leaves a register stale is reminded again after its own period, and at least this often.
_MOST_DAYS: Final = 30
#: Registers that a notice names.
_NAMED: Final = 3


@action("registers.measure_quality", access=SYSTEM_ONLY)
def measure_quality(*, actor: Actor, at: datetime, register: str) -> Done[None]:
    """Measure one register on a day, by unit; measured twice, the later one stays."""
    item = queries.all_registers()[register]
    with connection.cursor() as cursor:
        cursor.execute(queries.measured(item, at).as_string(None))
    return Done(None, subject=("register", register))


def measure_all(at: datetime) -> None:
    """Measure every register, each by itself."""
    for code in queries.all_registers():
        measure_quality(actor=SYSTEM, at=at, register=code)


def _due(item: RegisterObject, at: datetime) -> dict[UUID, int]:
    """The units that keep stale records of a register and were not reminded within its period, with their number."""
    today = today_of(at)
    period = timedelta(days=min(item.update_days or _MOST_DAYS, _MOST_DAYS))
    stale = queries.stale_units(item, today)
    told = Reminder.objects.filter(register=item.id, unit_id__in=list(stale), sent_on__gt=today - period)
    reminded = set(told.values_list("unit_id", flat=True))
    return {unit_id: number for unit_id, number in stale.items() if unit_id not in reminded}


@action("registers.remind_keepers", access=SYSTEM_ONLY)
def remind_keepers(*, actor: Actor, at: datetime) -> Done[int]:
    """Nhắc cập nhật: tell those who keep records that are stale, one notice a unit, each register once in its period.

    Counts what ``measure_quality`` found the same day. Returns the number of units.
    """
    due: dict[UUID, list[tuple[RegisterObject, int]]] = defaultdict(list)
    for item in queries.all_registers().values():
        if item.update_days is not None:
            for unit_id, number in _due(item, at).items():
                due[unit_id].append((item, number))
    notices = []
    for unit_id, found in due.items():
        found.sort(key=lambda each: -each[1])
        unit, first = organisation.unit(unit_id), found[0][0]
        for item, _number in found:
            Reminder.objects.update_or_create(
                register=item.id, unit_id=unit_id, defaults={"sent_on": today_of(at)}
            )  # fmt: skip
        more = f" (+{len(found) - _NAMED})" if len(found) > _NAMED else ""
        notices += notify(
            STALE.code,
            to=[holder.account_id for holder in organisation.holders_with(WRITE, unit_id, at)],
            at=at,
            data={
                "names": "; ".join(item.name for item, _n in found[:_NAMED]) + more,
                "names_en": "; ".join(item.name_en for item, _n in found[:_NAMED]) + more,
                "unit": unit.name, "unit_en": unit.name_en, "records": sum(number for _item, number in found),
            },
            link=f"/desk/co-so-du-lieu/{first.id}/?tinh_trang=stale&don_vi={unit_id}",
            subject=("register", first.id),
        )  # fmt: skip
    return Done(len(due), rows=notices, subject=("register", ""), detail={"units": len(due)})
