from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers of the one-stop shop."""

    name = "tinhso.services.papers"
    label = "ts_papers"

    def ready(self) -> None:
        """Enter what stands on a dossier's page."""
        from tinhso.services.papers.blocks import papers_block
        from tinhso.services.procedures.api import DossierBlock, dossier_blocks

        dossier_blocks.add("papers", DossierBlock("papers/block.html", 10, papers_block))
