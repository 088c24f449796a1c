from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    """Scorecards over what the platform recorded itself."""

    name = "tinhso.services.scorecards"
    label = "ts_scorecards"

    def ready(self) -> None:
        """Enter the permission, the pack section and the measures."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.packs.api import Section, sections
        from tinhso.services.procedures.api import recounts
        from tinhso.services.scorecards import (
            actions,
            queries,
            reactions,  # noqa: F401 -- registers its functions
            schema,
        )
        from tinhso.services.scorecards.types import READ, measures

        permissions.add(READ, Permission(READ, "Xem chỉ số chấm điểm của cơ quan"))
        recounts.add("scorecards", lambda actor, at: actions.recount(actor=actor, at=at))
        for measure in queries.MEASURES:
            measures.add(measure.id, measure)
        sections.add(
            "scorecards",
            Section(
                "scorecards",
                schema.SchemeObject,
                "Bộ chỉ số chấm điểm",
                "services.scorecards",
                check=schema.check_schemes,
                apply=actions.apply_schemes,
                after=("procedures", "flows"),
            ),
        )
