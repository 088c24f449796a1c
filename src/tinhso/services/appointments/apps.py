from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Appointments, queues and counters of the one-stop centres."""

    name = "tinhso.services.appointments"
    label = "ts_appointments"

    def ready(self) -> None:
        """Enter the permissions, the pack sections, the notices, and the blocks on the pages of procedures."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.packs.api import Section, sections
        from tinhso.core.personal import Erasure, Holding, erasures, holdings
        from tinhso.foundation.notifications.api import kinds
        from tinhso.services.appointments import (
            reactions,  # noqa: F401 -- registers its functions
            schema,
        )
        from tinhso.services.appointments.actions import erasing, telling
        from tinhso.services.appointments.models import Booking
        from tinhso.services.appointments.types import MANAGE, SERVE

        owner = "services.appointments"
        permissions.add(SERVE, Permission(SERVE, "Phục vụ tại quầy: gọi số, tiếp người đến"))
        permissions.add(MANAGE, Permission(MANAGE, "Điều hành trung tâm: máy lấy số, bảng tải việc, thống kê"))
        sections.add(
            "queue_rules",
            Section("queue_rules", schema.QueueRules, "Quy tắc xếp hàng", owner, check=schema.check_rules),
        )
        sections.add(
            "centres",
            Section(
                "centres",
                schema.CentreObject,
                "Trung tâm phục vụ hành chính công",
                owner,
                check=schema.check_centres,
                after=("units", "working_hours", "fields"),
            ),
        )
        for kind in telling.KINDS:
            kinds.add(kind.code, kind)
        holdings.add(
            "appointments.bookings",
            Holding(
                Booking,
                "account_id",
                "Lịch hẹn",
                {
                    "code": "Mã lịch hẹn",
                    "centre": "Trung tâm",
                    "procedure": "Thủ tục",
                    "starts_at": "Bắt đầu",
                    "name": "Họ tên",
                    "phone": "Điện thoại",
                    "state": "Trạng thái",
                },
                kept={"holder": "Lặp lại tài khoản hoặc số điện thoại đã nêu"},
                subject="booking",
                label="code",
            ),
        )
        erasures.add(
            "appointments.over",
            Erasure(
                "appointments.over",
                "Lịch hẹn đã qua",
                "từ giờ hẹn",
                erasing.due_bookings,
                erasing.erase_bookings,
            ),
        )
