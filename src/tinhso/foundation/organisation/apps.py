"""Registers what the room offers to the rooms below: its permission and the actors of officials."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Units, territory, posts, grants and delegations."""

    name = "tinhso.foundation.organisation"
    label = "ts_organisation"
    verbose_name = "Tổ chức bộ máy"

    def ready(self) -> None:
        """Enter the permission and the builder of officials' actors."""
        from tinhso.core import access  # noqa: PLC0415 -- models exist only from here on
        from tinhso.foundation.identity.api import AccountKind, actor_builders  # noqa: PLC0415 -- as above
        from tinhso.foundation.organisation.queries import build_official  # noqa: PLC0415 -- as above
        from tinhso.foundation.organisation.types import MANAGE  # noqa: PLC0415 -- as above

        access.permissions.add(MANAGE, access.Permission(MANAGE, "Quản lý tổ chức, chức danh và phân quyền"))
        actor_builders.add(AccountKind.OFFICIAL, build_official)
