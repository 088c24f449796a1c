"""The Django app of the packs."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    """Tables and commands of the packs."""

    name = "tinhso.core.packs"
    label = "ts_packs"
    verbose_name = "Gói cấu hình"
    default_auto_field = "django.db.models.BigAutoField"
