"""What people are told about their bookings."""

from typing import Final

from tinhso.core.i18n import format_datetime
from tinhso.foundation.notifications.api import Channel, NoticeKind
from tinhso.services.appointments.models import Booking
from tinhso.services.appointments.schema import CentreObject

_BOTH: Final = frozenset({Channel.IN_APP, Channel.EMAIL})
BOOKED: Final = NoticeKind(
    "appointments.booked", "Đã đặt lịch {when}", "{centre}. Mã lịch hẹn: {code}.", _BOTH, frozenset({"code"})
)
REMINDER: Final = NoticeKind(
    "appointments.reminder",
    "Nhắc lịch hẹn {when}",
    "{centre}. Mã lịch hẹn: {code}. Không đến được thì xin hủy để nhường chỗ.",
    _BOTH,
    frozenset({"code"}),
)
KINDS: Final = (BOOKED, REMINDER)


def data_of(row: Booking, centre: CentreObject) -> dict[str, object]:
    """What fills the texts."""
    return {
        "when": format_datetime(row.starts_at), "centre": centre.name, "centre_en": centre.name_en, "code": row.code,
    }  # fmt: skip
