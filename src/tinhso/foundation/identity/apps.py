"""Registers the room's permission."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Accounts, sign-in, sessions, second factors and API tokens."""

    name = "tinhso.foundation.identity"
    label = "ts_identity"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        """Enter the room's permission."""
        from tinhso.core import access
        from tinhso.foundation.identity.types import APPROVE_COMPANIES, MANAGE

        access.permissions.add(MANAGE, access.Permission(MANAGE, "Quản lý tài khoản"))
        code = APPROVE_COMPANIES
        access.permissions.add(code, access.Permission(code, "Duyệt tài khoản tổ chức, doanh nghiệp"))
