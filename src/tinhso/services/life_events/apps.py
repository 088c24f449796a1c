from django.apps import AppConfig


class LifeEventsConfig(AppConfig):
    """Life events of persons and of businesses."""

    name = "tinhso.services.life_events"
    label = "ts_life_events"

    def ready(self) -> None:
        """Enter the pack section and the status counter."""
        from tinhso.core.health import counters
        from tinhso.core.packs.api import Section, sections
        from tinhso.services.life_events import queries, schema

        sections.add(
            "life_events",
            Section(
                "life_events",
                schema.LifeEventObject,
                "Tình huống",
                "services.life_events",
                check=schema.check_life_events,
                after=("procedures",),
            ),
        )
        counters.add("life_events", queries.life_event_count)
