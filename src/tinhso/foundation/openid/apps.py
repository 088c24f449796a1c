from django.apps import AppConfig


class OpenIdConfig(AppConfig):
    """Single sign-on: OpenID provider, applications of agencies, signing in by other providers."""

    name = "tinhso.foundation.openid"
    label = "ts_openid"
    verbose_name = "Đăng nhập một lần"

    def ready(self) -> None:
        """Enter permissions, pack section, how tokens are read at the API, ways to sign in, pages of the account."""
        from django.utils.translation import gettext_noop

        from tinhso.core.access import Permission, permissions
        from tinhso.core.packs.api import Section, sections
        from tinhso.core.personal import Holding, holdings
        from tinhso.foundation.identity import api as identity
        from tinhso.foundation.openid import actions, ports, queries, schema
        from tinhso.foundation.openid.models import Consent, Subject
        from tinhso.foundation.openid.rules.secrets import ACCESS_PREFIX
        from tinhso.foundation.openid.types import APPROVE, REGISTER
        from tinhso.foundation.organisation.api import RightKind, right_kinds

        permissions.add(REGISTER, Permission(REGISTER, "Đăng ký ứng dụng dùng đăng nhập một lần"))
        permissions.add(APPROVE, Permission(APPROVE, "Duyệt, tạm dừng ứng dụng dùng đăng nhập một lần"))
        sections.add(
            "api_scopes",
            Section(
                "api_scopes",
                schema.ApiScope,
                "Phạm vi API giao cho ứng dụng",
                "foundation.openid",
                check=schema.check_scopes,
            ),
        )
        right_kinds.add(
            "application",
            RightKind(
                "application",
                gettext_noop("Ứng dụng liên kết"),
                queries.held_by_applications,
                actions.end_application,
                can_shorten=False,
            ),
        )
        identity.bearer_readers.add(ACCESS_PREFIX, queries.read_bearer)
        identity.sign_in_ways.add("openid", ports.sign_in_ways)
        identity.level_pages.add("openid", ports.page_reaching)
        for title, page in (
            (gettext_noop("Ứng dụng đã liên kết"), "openid.linked"),
            (gettext_noop("Cách đăng nhập khác"), "openid.ways"),
        ):
            identity.account_pages.add(page, identity.SignInWay(title, page))
        holdings.add(
            "openid.consents",
            Holding(
                Consent,
                "account_id",
                "Đồng ý cho ứng dụng khác",
                {
                    "application__name": "Ứng dụng",
                    "scopes": "Thông tin được xem",
                    "given_at": "Đồng ý lúc",
                    "withdrawn_at": "Rút lúc",
                },
            ),
        )
        holdings.add(
            "openid.subjects",
            Holding(
                Subject,
                "account_id",
                "Tên riêng với từng nhóm ứng dụng",
                {"sector": "Nhóm ứng dụng", "sub": "Tên riêng"},
            ),
        )
