from django.apps import AppConfig

from tinhso.core import access


class NotificationsConfig(AppConfig):
    """Notices in the platform and by mail."""

    name = "tinhso.foundation.notifications"
    label = "ts_notifications"

    def ready(self) -> None:
        from tinhso.foundation.notifications.queries import READ  # noqa: PLC0415 -- apps must be loaded

        access.permissions.add(READ, access.Permission(READ, "Xem thông báo gửi cho mình"))
