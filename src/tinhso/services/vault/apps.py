from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Papers of persons and companies, kept once."""

    name = "tinhso.services.vault"
    label = "ts_vault"

    def ready(self) -> None:
        """Enter the pack section and what follows from withdrawn documents."""
        from tinhso.core.packs.api import Section, sections
        from tinhso.services.vault import (
            reactions,  # noqa: F401 -- registers its functions
            schema,
        )

        sections.add("paper_kinds", Section("paper_kinds", schema.PaperKind, "Loại giấy tờ", "services.vault"))
