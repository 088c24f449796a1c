from django.apps import AppConfig


class NationalPortalConfig(AppConfig):
    """The national portal."""

    name = "tinhso.services.national_portal"
    label = "ts_national_portal"

    def ready(self) -> None:
        """Enter the permissions, the pack section, where dossiers have other codes, where they are filed elsewhere."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.health import counters
        from tinhso.core.packs.api import Section, sections
        from tinhso.engines.cases.api import CodeIssuer, code_issuers
        from tinhso.services.national_portal import (
            queries,
            reactions,  # noqa: F401 -- registers its functions
            schema,
        )
        from tinhso.services.national_portal.types import ISSUER, READ, SETTLE
        from tinhso.services.procedures.api import filing_links

        permissions.add(READ, Permission(READ, "Xem hồ sơ lệch với Cổng Dịch vụ công quốc gia"))
        permissions.add(
            SETTLE, Permission(SETTLE, "Xử lý hồ sơ lệch, dừng và đối chiếu với Cổng Dịch vụ công quốc gia")
        )
        sections.add(
            "national_portal",
            Section(
                "national_portal",
                schema.NationalPortal,
                "Cổng Dịch vụ công quốc gia",
                "services.national_portal",
                check=schema.check_portal,
                after=("procedures", "fields"),
            ),
        )
        code_issuers.add(ISSUER, CodeIssuer("Mã tại Cổng Dịch vụ công quốc gia", "Code at the national portal"))
        filing_links.add("national_portal", queries.filing_link)
        counters.add("national_portal", queries.dossier_count)
