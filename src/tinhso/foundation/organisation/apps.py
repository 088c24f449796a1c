"""Registers what the room offers to the rooms below: its permission and the actors of officials."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Units, territory, posts, grants and delegations."""

    name = "tinhso.foundation.organisation"
    label = "ts_organisation"
    verbose_name = "Tổ chức bộ máy"

    def ready(self) -> None:
        """Enter the permission, the pack sections and the builder of officials' actors."""
        from django.utils.translation import gettext_noop

        from tinhso.core import access
        from tinhso.core.packs import api as packs
        from tinhso.foundation.identity.api import AccountKind, actor_builders
        from tinhso.foundation.organisation import actions, queries, schema
        from tinhso.foundation.organisation.types import MANAGE, STAFF, RightKind

        owner = "foundation.organisation"
        for section in (
            packs.Section(
                "territory",
                schema.TerritoryObject,
                "Đơn vị hành chính",
                owner,
                check=schema.check_territory,
                apply=actions.apply_territory,
            ),
            packs.Section(
                "units",
                schema.UnitObject,
                "Cơ quan, đơn vị",
                owner,
                check=schema.check_units,
                apply=actions.apply_units,
                after=("territory",),
            ),
            packs.Section(
                "roles",
                schema.RoleObject,
                gettext_noop("Vai trò"),
                owner,
                check=schema.check_roles,
                apply=actions.apply_roles,
            ),
            packs.Section("demo", schema.DemoObject, "Tài khoản dùng thử", owner, check=schema.check_demo),
        ):
            packs.sections.add(section.name, section)

        access.permissions.add(MANAGE, access.Permission(MANAGE, "Quản lý tổ chức, chức danh và phân quyền"))
        access.permissions.add(STAFF, access.Permission(STAFF, "Ghi cán bộ vắng mặt và người làm thay"))
        actor_builders.add(AccountKind.OFFICIAL, queries.build_official)
        for kind in (
            RightKind("role", "Vai trò", queries.held_roles, actions.end_held_role, lapses=False),
            RightKind(
                "delegation",
                gettext_noop("Làm thay theo uỷ quyền"),
                queries.held_delegations,
                actions.end_held_delegation,
            ),
            RightKind("token", gettext_noop("Mã truy cập API"), queries.held_tokens, actions.end_held_token),
        ):
            queries.right_kinds.add(kind.code, kind)
