from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Papers of persons and companies, kept once."""

    name = "tinhso.services.vault"
    label = "ts_vault"

    def ready(self) -> None:
        """Enter the pack section and what follows from withdrawn documents."""
        from tinhso.core.packs.api import Section, sections
        from tinhso.core.personal import Erasure, Holding, erasures, file_needs, holdings
        from tinhso.foundation.notifications.api import kinds
        from tinhso.services.vault import (
            actions,
            queries,
            reactions,  # noqa: F401 -- registers its functions
            schema,
        )
        from tinhso.services.vault.models import Item

        kinds.add(actions.EXPIRING.code, actions.EXPIRING)
        sections.add("paper_kinds", Section("paper_kinds", schema.PaperKind, "Loại giấy tờ", "services.vault"))
        erasures.add(
            "vault.removed",
            Erasure(
                "vault.removed",
                "Giấy tờ đã bỏ khỏi kho",
                "từ khi bỏ",
                actions.due_items,
                actions.erase_items,
            ),
        )
        file_needs.add("vault", queries.files_kept)
        holdings.add(
            "vault.items",
            Holding(
                Item,
                "account_id",
                "Giấy tờ trong kho",
                {
                    "kind": "Loại giấy tờ",
                    "title": "Tên giấy tờ",
                    "number": "Số",
                    "company": "Của doanh nghiệp",
                    "issuer": "Nơi cấp",
                    "issued_date": "Ngày cấp",
                    "valid_to": "Hết giá trị",
                    "data": "Dữ liệu đọc từ giấy tờ",
                    "added_at": "Vào kho lúc",
                },
                kept={
                    "person_key": "Dấu vết mã hóa của số định danh, không đọc ngược được",
                    "folded": "Tên viết không dấu, để tìm",
                },
                subject="vault_item",
                label="title",
                key="person_key",
            ),
        )
