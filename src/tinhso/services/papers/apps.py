from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers of the one-stop shop."""

    name = "tinhso.services.papers"
    label = "ts_papers"

    def ready(self) -> None:
        """Enter what stands on a dossier's page."""
        from tinhso.core.personal import Holding, holdings
        from tinhso.services.papers import reactions  # noqa: F401 -- registers its functions
        from tinhso.services.papers.blocks import applicant_block, papers_block
        from tinhso.services.papers.models import GivenBack, PostItem
        from tinhso.services.procedures.api import DossierBlock, applicant_blocks, dossier_blocks

        dossier_blocks.add("papers", DossierBlock("papers/block.html", 10, papers_block))
        applicant_blocks.add("papers", DossierBlock("papers/applicant_block.html", 10, applicant_block))
        holdings.add(
            "papers.post",
            Holding(
                PostItem,
                "case__applicant_id",
                "Trả kết quả qua bưu chính",
                {"case__code": "Mã hồ sơ", "recipient": "Người nhận", "phone": "Điện thoại", "address": "Địa chỉ"},
            ),
        )
        holdings.add(
            "papers.given_back",
            Holding(
                GivenBack,
                "case__applicant_id",
                "Giấy tờ đã trả lại",
                {"case__code": "Mã hồ sơ", "taker": "Người nhận lại", "at": "Trả lúc"},
                {"given_by": "Tên cán bộ"},
            ),
        )
