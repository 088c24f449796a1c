from django.apps import AppConfig


class DigitisationConfig(AppConfig):
    """Papers digitised at the counter, and old results in lots."""

    name = "tinhso.services.digitisation"
    label = "ts_digitisation"

    def ready(self) -> None:
        """Enter the permissions, the pack section, and what stands on a dossier's page."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.packs.api import Section, sections
        from tinhso.core.personal import Erasure, erasures
        from tinhso.services.digitisation import schema
        from tinhso.services.digitisation.actions import erasing
        from tinhso.services.digitisation.blocks import copies_block
        from tinhso.services.digitisation.types import COPY, ENTER, MANAGE, SIGN
        from tinhso.services.procedures.api import DossierBlock, dossier_blocks

        permissions.add(COPY, Permission(COPY, "Số hóa và ký sao y giấy tờ của hồ sơ"))
        permissions.add(ENTER, Permission(ENTER, "Nhập, đối chiếu, kiểm tra kết quả cũ được số hóa"))
        permissions.add(MANAGE, Permission(MANAGE, "Lập kế hoạch, nhận lô và lấy mẫu kết quả cũ được số hóa"))
        permissions.add(SIGN, Permission(SIGN, "Ký cả lô kết quả cũ được số hóa"))
        sections.add(
            "digitised_kinds",
            Section(
                "digitised_kinds",
                schema.DigitisedKind,
                "Loại giấy tờ số hóa",
                "services.digitisation",
                check=schema.check_kinds,
                after=("paper_kinds",),
            ),
        )
        erasures.add(
            "digitisation.filed",
            Erasure(
                "digitisation.filed",
                "Nội dung đã nhập của kết quả cũ đã số hóa",
                "từ khi ký và cất vào kho",
                erasing.due_scans,
                erasing.erase_scans,
            ),
        )
        dossier_blocks.add("digitisation", DossierBlock("digitisation/block.html", 20, copies_block))
