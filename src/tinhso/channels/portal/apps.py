from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The citizens' shell."""

    name = "tinhso.channels.portal"
    label = "ts_portal"
