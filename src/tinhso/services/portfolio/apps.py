from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """Review of the portfolio of procedures."""

    name = "tinhso.services.portfolio"
    label = "ts_portfolio"

    def ready(self) -> None:
        """Enter the permissions, the pack section, what indicators count, and where proposals are read."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.packs.api import Section, sections
        from tinhso.engines.cases.api import case_pages
        from tinhso.engines.indicators.api import fact_sources
        from tinhso.services.portfolio import (
            reactions,  # noqa: F401 -- registers its functions
            schema,
        )
        from tinhso.services.portfolio.actions import measuring, ruling
        from tinhso.services.portfolio.types import DECIDE, PROPOSE, READ

        permissions.add(READ, Permission(READ, "Xem số liệu rà soát thủ tục"))
        permissions.add(PROPOSE, Permission(PROPOSE, "Đề xuất đơn giản hóa thủ tục"))
        permissions.add(DECIDE, Permission(DECIDE, "Quyết định đề xuất đơn giản hóa thủ tục"))
        sections.add(
            "review_rules",
            Section(
                "review_rules",
                schema.ReviewRules,
                "Quy tắc rà soát thủ tục",
                "services.portfolio",
                check=schema.check_rules,
                apply=ruling.apply_rules,
                after=("procedures", "flows"),
            ),
        )
        fact_sources.add(measuring.SOURCE, measuring.TIMES)
        case_pages.add(ruling.CASE_TYPE, ruling.PAGE)
