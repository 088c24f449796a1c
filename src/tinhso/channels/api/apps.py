from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API's shell."""

    name = "tinhso.channels.api"
    label = "ts_api"
