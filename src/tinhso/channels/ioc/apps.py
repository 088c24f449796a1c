from django.apps import AppConfig


class IocConfig(AppConfig):
    """The leaders' shell."""

    name = "tinhso.channels.ioc"
    label = "ts_ioc"
