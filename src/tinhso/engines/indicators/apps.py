from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The indicators engine."""

    name = "tinhso.engines.indicators"
    label = "ts_indicators"

    def ready(self) -> None:
        """Enter the permission, the pack section and the status counter."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.health import counters
        from tinhso.core.packs.api import Section, sections
        from tinhso.engines.indicators import actions, queries, schema

        permissions.add(queries.READ, Permission(queries.READ, "Xem hồ sơ đứng sau chỉ số"))
        sections.add(
            "indicators",
            Section(
                "indicators",
                schema.IndicatorObject,
                "Chỉ số",
                "engines.indicators",
                check=schema.check_indicators,
                apply=actions.apply_indicators,
                after=("procedures", "registers"),
            ),
        )
        counters.add("indicators", queries.indicator_counts)
