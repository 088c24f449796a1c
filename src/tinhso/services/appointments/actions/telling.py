"""What people are told about their bookings."""

from datetime import datetime
from typing import Final

from django.db.models import Model

from tinhso.core.i18n import format_datetime
from tinhso.foundation.notifications.api import Address, Channel, NoticeKind, notify, reach
from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.schema import CentreObject

_ALL: Final = frozenset({Channel.IN_APP, Channel.EMAIL, Channel.SMS})
BOOKED: Final = NoticeKind(
    "appointments.booked",
    "Đã đặt lịch {when}",
    "{centre}. Mã lịch hẹn: {code}.",
    _ALL,
    frozenset({"code"}),
    sms="Đã đặt lịch {when}. Mã: {code}.",
)
REMINDER: Final = NoticeKind(
    "appointments.reminder",
    "Nhắc lịch hẹn {when}",
    "{centre}. Mã lịch hẹn: {code}. Không đến được thì xin hủy để nhường chỗ.",
    _ALL,
    frozenset({"code"}),
    sms="Nhắc lịch hẹn {when}, {centre}. Mã: {code}.",
)
KINDS: Final = (BOOKED, REMINDER)


def data_of(row: Booking, centre: CentreObject) -> dict[str, object]:
    """What fills the texts."""
    return {
        "when": format_datetime(row.starts_at), "centre": centre.name, "centre_en": centre.name_en, "code": row.code,
    }  # fmt: skip


def tell(kind: NoticeKind, row: Booking, centre: CentreObject, at: datetime) -> list[Model]:
    """The rows that tell who booked: the account, or the telephone of who has none."""
    data, link, subject = data_of(row, centre), f"/dat-lich/lich/{row.code}/", ("booking", row.id)
    if row.account_id is not None:
        return notify(kind.code, to=[row.account_id], at=at, data=data, link=link, subject=subject)
    return reach(kind.code, to=Address(phone=row.phone), at=at, data=data, link=link, subject=subject)
