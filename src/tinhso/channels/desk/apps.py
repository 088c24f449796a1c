from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The officials' shell."""

    name = "tinhso.channels.desk"
    label = "ts_desk"
