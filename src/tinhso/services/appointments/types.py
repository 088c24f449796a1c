"""Words of the appointments room: permissions, states of bookings and tickets, errors."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tinhso.core.errors import Conflict, Forbidden, InvalidInput, NotFound

SERVE = "appointments.serve"
MANAGE = "appointments.manage"


class BookingState(TextChoices):
    """What became of a booking."""

    BOOKED = "booked", _("Đã đặt")
    ARRIVED = "arrived", _("Đã đến")
    MISSED = "missed", _("Không đến")
    CANCELLED = "cancelled", _("Đã hủy")


class TicketState(TextChoices):
    """Where a ticket is on its way through a day."""

    WAITING = "waiting", _("Đang chờ")
    CALLED = "called", _("Đang gọi")
    SERVING = "serving", _("Đang phục vụ")
    DONE = "done", _("Đã xong")
    MISSED = "missed", _("Vắng mặt")


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a centre's day that can be booked for one service group, and how many places are left in it."""

    starts_at: datetime
    ends_at: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to book: the procedure, where, when, and who will come. The same ``key`` is the same wish,
    pressed twice or sent again.
    """

    procedure: str
    centre: str
    starts_at: datetime | None
    name: str
    phone: str
    key: str


class CentreNotFound(NotFound):
    """Không có trung tâm “{centre}” trong danh sách, hoặc trung tâm không nhận việc này."""

    code = "centre_not_found"


class BookingNotFound(NotFound):
    """Không tìm thấy lịch hẹn này. Xin kiểm tra mã và số điện thoại."""

    code = "booking_not_found"


class BookingIncomplete(InvalidInput):
    """Thông tin đặt lịch chưa đủ. Xin kiểm tra các mục được đánh dấu; chưa có lịch nào được đặt."""

    code = "booking_incomplete"


class SlotTaken(Conflict):
    """Giờ này vừa hết chỗ. Giờ gần nhất còn chỗ: {next}."""

    code = "slot_taken"


class TooManyBookings(Conflict):
    """Mỗi người giữ nhiều nhất {most} lịch hẹn cùng lúc. Hủy một lịch chưa dùng rồi đặt lại."""

    code = "too_many_bookings"


class BookingOver(Conflict):
    """Lịch hẹn này không còn đổi hay hủy được: {state}."""

    code = "booking_over"


class BookedForAnotherDay(Conflict):
    """Lịch hẹn này vào {when}. Lấy số ngay bây giờ thì lịch hẹn được trả lại cho người khác."""

    code = "booked_for_another_day"


class KioskUnknown(Forbidden):
    """Máy này chưa được đăng ký làm máy lấy số, hoặc đã bị thu hồi. Xin hỏi cán bộ trung tâm."""

    code = "kiosk_unknown"


class CentreClosed(Conflict):
    """Trung tâm chưa mở cửa hoặc đã hết giờ nhận số."""

    code = "centre_closed"


class CounterNotFound(NotFound):
    """Trung tâm không có quầy này, hoặc tài khoản này không phục vụ ở trung tâm."""

    code = "counter_not_found"


class CounterTaken(Conflict):
    """Quầy này {name} đang ngồi."""

    code = "counter_taken"


class NoCounter(Conflict):
    """Chưa mở quầy nào. Chọn quầy trước khi gọi số."""

    code = "no_counter"


class CounterBusy(Conflict):
    """Quầy còn số {ticket} chưa xong."""

    code = "counter_busy"


class CounterPaused(Conflict):
    """Quầy đang tạm nghỉ. Mở lại quầy rồi gọi số."""

    code = "counter_paused"


class NobodyWaits(Conflict):
    """Không còn ai chờ ở các nhóm việc của quầy này."""

    code = "nobody_waits"


class TicketNotFound(NotFound):
    """Không tìm thấy số này."""

    code = "ticket_not_found"


class TicketMovedOn(Conflict):
    """Số {ticket} không còn ở trạng thái đó: {state}."""

    code = "ticket_moved_on"
