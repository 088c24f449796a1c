"""Units, posts and officials for tests of any room."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.packs.api import Change, PackObject
from tinhso.core.testing import moment
from tinhso.foundation.identity.models import Account
from tinhso.foundation.identity.tests import factories as identity
from tinhso.foundation.organisation import queries
from tinhso.foundation.organisation.actions import apply_roles, apply_territory, apply_units
from tinhso.foundation.organisation.models import Post, PostHolding, PostRole, Role, Unit
from tinhso.foundation.organisation.schema import RoleObject, TerritoryObject, UnitObject

START = date(2025, 1, 1)
_number = count(1)


def unit_object(key: str, **values: Any) -> UnitObject:
    """A commune's committee as a pack would describe it, valid since 2025."""
    base = {"code": f"H99.{key}", "name": f"Uỷ ban nhân dân {key}", "kind": "commune", "level": "commune"}
    return UnitObject.model_validate({"id": key, "valid_from": START, **base, **values})


def territory_object(key: str, **values: Any) -> TerritoryObject:
    """A commune as a pack would describe it, valid since 2025."""
    base = {"code": key.split("@", maxsplit=1)[0], "name": f"Xã {key}", "kind": "xa", "level": "commune"}
    return TerritoryObject.model_validate({"id": key, "valid_from": START, **base, **values})


def whole_section(section: str, objects: Sequence[PackObject]) -> Change[Any]:
    """The change that makes a section consist of ``objects``."""
    return Change(section, moment("2026-01-05 08:00"), tuple(objects), (), (), {item.id: item for item in objects})


def put_units(*objects: UnitObject) -> Mapping[str, UUID]:
    """Let exactly these units exist. Returns id by key."""
    apply_units(whole_section("units", objects))
    return dict(Unit.objects.values_list("key", "id"))


def put_territory(*objects: TerritoryObject) -> None:
    """Let exactly these territories exist."""
    apply_territory(whole_section("territory", objects))


def put_roles(**permissions: Sequence[str]) -> None:
    """Let exactly these roles be in use: ``clerk=["cases.read"]``."""
    roles = [RoleObject(id=key, name=key, permissions=tuple(codes)) for key, codes in permissions.items()]
    apply_roles(whole_section("roles", roles))


def make_unit(key: str = "", **values: Any) -> UUID:
    """One more unit beside those that exist."""
    item = unit_object(key or f"don-vi-{next(_number)}", **values)
    return Unit.objects.create(
        key=item.id,
        code=item.code,
        name=item.name,
        kind=item.kind,
        level=item.level,
        sort_key=item.name,
        name_folded=item.name.lower(),
        valid_from=item.valid_from,
        valid_to=item.valid_to,
    ).id


def hold(
    account: Account,
    unit_id: UUID,
    *permissions: str,
    title: str = "Chuyên viên",
    with_subtree: bool = False,
    valid_from: date = START,
    valid_to: date | None = None,
) -> UUID:
    """Let the account hold a new post in the unit with these permissions. Returns the post's id."""
    role = Role.objects.create(
        key=f"vai-tro-{next(_number)}",
        name=title,
        permissions=list(permissions),
        with_subtree=with_subtree,
        in_use=True,
    )
    post = Post.objects.create(unit_id=unit_id, title=title, valid_from=START)
    PostRole.objects.create(post=post, role=role, unit_id=unit_id, with_subtree=with_subtree, valid_from=START)
    PostHolding.objects.create(post=post, account=account, valid_from=valid_from, valid_to=valid_to)
    return post.id


def make_official(unit_id: UUID, *permissions: str, at: datetime, full_name: str = "Trần Thị Cán Bộ") -> Actor:
    """The actor of a stored official who holds a post in the unit with these permissions."""
    account = identity.official(full_name=full_name)
    hold(account, unit_id, *permissions)
    return queries.actor_for(account.id, at)
