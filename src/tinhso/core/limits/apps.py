"""The counters' table."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """Installs the table of counters."""

    name = "tinhso.core.limits"
    label = "ts_limits"
    verbose_name = "Giới hạn tần suất"
