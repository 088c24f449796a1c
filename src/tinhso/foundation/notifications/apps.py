from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notices in the platform and by mail."""

    name = "tinhso.foundation.notifications"
    label = "ts_notifications"
