from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notices in the platform and by mail."""

    name = "tinhso.foundation.notifications"
    label = "ts_notifications"

    def ready(self) -> None:
        """Enter what is held of a person, and how it is let go."""
        from tinhso.core.personal import Erasure, Holding, erasures, holdings
        from tinhso.foundation.notifications import actions
        from tinhso.foundation.notifications.models import Message, Notice

        holdings.add(
            "notifications.notices",
            Holding(
                Notice,
                "account_id",
                "Thông báo",
                {"kind": "Loại thông báo", "data": "Nội dung", "created_at": "Gửi lúc", "read_at": "Đọc lúc"},
            ),
        )
        holdings.add(
            "notifications.messages",
            Holding(
                Message,
                "account_id",
                "Tin nhắn đã gửi",
                {"kind": "Loại thông báo", "data": "Nội dung", "channel": "Kênh", "created_at": "Soạn lúc"},
                {"address": "Là địa chỉ của người không có tài khoản", "code": "Mở tin nhắn trong trình duyệt"},
            ),
        )
        erasures.add(
            "notifications.messages",
            Erasure(
                "notifications.messages",
                "Tin nhắn đã gửi",
                "từ khi soạn",
                actions.due_messages,
                actions.erase_messages,
            ),
        )
        erasures.add(
            "notifications.read",
            Erasure(
                "notifications.read",
                "Thông báo đã gửi",
                "từ khi gửi",
                actions.due_notices,
                actions.erase_notices,
            ),
        )
