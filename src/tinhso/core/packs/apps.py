"""The Django app of the packs."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from tinhso.core.access import Permission, permissions


class PacksConfig(AppConfig):
    """Tables, actions and commands of the packs."""

    name = "tinhso.core.packs"
    label = "ts_packs"

    def ready(self) -> None:
        """Register the permission that applying a pack asks for."""
        permissions.add("packs.apply", Permission("packs.apply", gettext_noop("Áp dụng gói cấu hình")))
