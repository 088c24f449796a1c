from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Administrative procedures."""

    name = "tinhso.services.procedures"
    label = "ts_procedures"

    def ready(self) -> None:
        """Enter pack sections and the effect that signs results."""
        from tinhso.core.packs.api import Section, sections  # noqa: PLC0415 -- app registry must be ready
        from tinhso.services.procedures import schema  # noqa: PLC0415 -- app registry must be ready
        from tinhso.engines.indicators.api import fact_sources  # noqa: PLC0415 -- app registry must be ready
        from tinhso.services.procedures import reactions  # noqa: F401, PLC0415 -- registers its functions
        from tinhso.foundation.notifications.api import kinds  # noqa: PLC0415 -- app registry must be ready
        from tinhso.engines.cases.api import flow_effects  # noqa: PLC0415 -- app registry must be ready
        from tinhso.services.procedures.actions import counting, issuing, publishing, telling  # noqa: PLC0415 -- app registry must be ready

        owner = "services.procedures"
        sections.add("fields", Section("fields", schema.FieldObject, "Lĩnh vực", owner))
        sections.add("templates", Section("templates", schema.TemplateObject, "Mẫu văn bản", owner))
        sections.add(
            "procedures",
            Section(
                "procedures",
                schema.ProcedureObject,
                "Thủ tục hành chính",
                owner,
                check=schema.check_procedures,
                apply=publishing.apply_procedures,
                impact=publishing.impact_of_procedures,
                after=("flows", "status_codes", "units", "fields", "templates"),
            ),
        )
        for kind in telling.KINDS:
            kinds.add(kind.code, kind)
        fact_sources.add("dossiers", counting.DOSSIERS)
        flow_effects.add("sign_result", issuing.sign_result)
