from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look of all channels."""

    name = "tinhso.core.ui"
    label = "ts_ui"
