from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Accounts of companies: how they are asked for and approved, and who represents them."""

    name = "tinhso.services.companies"
    label = "ts_companies"

    def ready(self) -> None:
        """Enter the notices and what follows when a representative changes."""
        from tinhso.foundation.notifications.api import kinds
        from tinhso.services.companies import (
            actions,
            reactions,  # noqa: F401 -- registers its functions
        )

        for kind in actions.KINDS:
            kinds.add(kind.code, kind)
