from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The outbox and its consumers."""

    name = "tinhso.core.events"
    label = "ts_events"
