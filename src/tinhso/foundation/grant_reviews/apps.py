from django.apps import AppConfig


class GrantReviewsConfig(AppConfig):
    """Reviews of rights: what each head of unit confirms or withdraws every half year."""

    name = "tinhso.foundation.grant_reviews"
    label = "ts_grant_reviews"
    verbose_name = "Rà soát quyền"

    def ready(self) -> None:
        """Enter the permission, the pack section and the notices."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.packs.api import Section, sections
        from tinhso.foundation.grant_reviews import actions, schema
        from tinhso.foundation.grant_reviews.types import DECIDE
        from tinhso.foundation.notifications.api import kinds

        permissions.add(DECIDE, Permission(DECIDE, "Rà soát quyền của đơn vị: giữ, rút ngắn, thu hồi"))
        sections.add(
            "grant_review_rules",
            Section(
                "grant_review_rules",
                schema.GrantReviewRules,
                "Rà soát quyền định kỳ",
                "foundation.grant_reviews",
                check=schema.check_rules,
                after=("roles",),
            ),
        )
        for kind in actions.NOTICES:
            kinds.add(kind.code, kind)
