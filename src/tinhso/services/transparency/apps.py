from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    """Public figures and open data."""

    name = "tinhso.services.transparency"
    label = "ts_transparency"

    def ready(self) -> None:
        """Enter the pack section and what indicators count."""
        from tinhso.core.packs.api import Section, sections
        from tinhso.engines.indicators.api import fact_sources
        from tinhso.services.procedures.api import recounts
        from tinhso.services.transparency import (
            reactions,  # noqa: F401 -- registers its functions
            schema,
        )
        from tinhso.services.transparency.actions import charging

        sections.add("open_data", Section("open_data", schema.OpenDataObject, "Dữ liệu mở", "services.transparency"))
        fact_sources.add(charging.SOURCE, charging.LATE_TIME)
        recounts.add(charging.SOURCE, charging.recount)
