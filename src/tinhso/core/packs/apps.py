"""The Django app of the packs."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from tinhso.core.access import Permission, permissions


class PacksConfig(AppConfig):
    """Tables, actions and commands of the packs."""

    name = "tinhso.core.packs"
    label = "ts_packs"

    def ready(self) -> None:
        """Register what applying a pack, and changing what is in force without files, ask for."""
        for code, title in (
            ("packs.apply", gettext_noop("Áp dụng gói cấu hình")),
            ("packs.edit", gettext_noop("Soạn sửa đổi cấu hình")),
            ("packs.publish", gettext_noop("Duyệt và ban hành sửa đổi cấu hình")),
        ):
            permissions.add(code, Permission(code, title))
