from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Accounts of companies: how they are asked for and approved, and who represents them."""

    name = "tinhso.services.companies"
    label = "ts_companies"

    def ready(self) -> None:
        """Enter the notices and what follows when a representative changes."""
        from tinhso.core.personal import Holding, holdings
        from tinhso.foundation.notifications.api import kinds
        from tinhso.services.companies import (
            actions,
            reactions,  # noqa: F401 -- registers its functions
        )
        from tinhso.services.companies.models import CompanyRequest
        from tinhso.services.companies.types import SUBJECT

        for kind in actions.KINDS:
            kinds.add(kind.code, kind)
        holdings.add(
            "companies.requests",
            Holding(
                CompanyRequest,
                "account_id",
                "Yêu cầu mở tài khoản doanh nghiệp",
                {"tax_code": "Mã số thuế", "name": "Tên doanh nghiệp", "email": "Thư điện tử", "asked_at": "Gửi lúc"},
                {"decided_by": "Tên cán bộ"},
                subject=SUBJECT,
            ),
        )
