"""Units and territory as of a day for anybody; posts, appointments and delegations for officials."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from tinhso.core import clock
from tinhso.core.access import OFFICIAL, PUBLIC, needs
from tinhso.foundation.identity.api import account_id_of, find_official
from tinhso.foundation.organisation import actions, queries
from tinhso.foundation.organisation.rest.room import rest
from tinhso.foundation.organisation.types import (
    MANAGE,
    Branch,
    Level,
    TerritoryInfo,
    TerritoryKind,
    UnitInfo,
    UnitKind,
)


class UnitOut(Schema):
    """A unit during its life; ``key`` is its id in the packs, ``valid_to`` (exclusive) null while it exists."""

    id: UUID
    key: str
    code: str
    name: str
    name_en: str
    short_name: str
    kind: UnitKind
    level: Level
    territory_id: UUID | None
    valid_from: date
    valid_to: date | None


class TerritoryOut(Schema):
    """A territory during its life; ``code`` is official, ``key`` tells two uses of one code apart."""

    id: UUID
    key: str
    code: str
    name: str
    name_en: str
    kind: TerritoryKind
    level: Level
    valid_from: date
    valid_to: date | None


class RelatedUnit(Schema):
    """A unit of another day; ``part`` when only a part is the same."""

    unit: UnitOut
    part: bool


class RelatedTerritory(Schema):
    """A territory of another day; ``part`` when only a part is the same."""

    territory: TerritoryOut
    part: bool


class PostOut(Schema):
    """A post of a unit on a day, with its roles and holder."""

    id: UUID
    title: str
    valid_from: date
    valid_to: date | None
    roles: Sequence[str]
    holding_id: UUID | None
    holder_id: UUID | None
    holder_name: str
    held_since: date | None


class CapacityOut(Schema):
    """A way in which the asking official may act; ``acting_for`` names the holder of a delegated post."""

    post_id: UUID
    post_title: str
    unit_id: UUID
    unit_name: str
    acting_for: str
    until_date: date | None


class DelegationOut(Schema):
    """A delegation that is not over."""

    id: UUID
    post_title: str
    unit_name: str
    from_name: str
    to_name: str
    permissions: Sequence[str]
    reason: str
    valid_from: date
    valid_to: date | None
    given_by_me: bool


class BranchOut(Schema):
    """A unit with the units below it."""

    unit: UnitOut
    below: "Sequence[BranchOut]"


class RoleOut(Schema):
    """A role that a post may be given; ``key`` is its id in the packs."""

    key: str
    name: str
    name_en: str


class PermissionOut(Schema):
    """A permission and what a person reads for it."""

    code: str
    title: str


class RoleIn(Schema):
    """A role for a post, over a unit (null: the post's own); ``with_subtree`` null leaves the reach to the role."""

    role: str
    unit_id: UUID | None = None
    with_subtree: bool | None = None
    subjects: list[str] | None = None


class NewPost(Schema):
    """A post to be made in a unit."""

    title: str = Field(min_length=1, max_length=200)
    title_en: str = Field("", max_length=200)
    roles: list[RoleIn]
    valid_from: date
    valid_to: date | None = None


class NewHolding(Schema):
    """An appointment: who holds the post, from when, by which decision."""

    username: str = Field(min_length=1, max_length=60)
    valid_from: date
    valid_to: date | None = None
    decision: str = Field("", max_length=120)


class EndHolding(Schema):
    """The first day on which the post is no longer held."""

    ends_date: date


class NewDelegation(Schema):
    """A delegation of some permissions of the post in use."""

    username: str = Field(min_length=1, max_length=60)
    permissions: list[str]
    valid_from: date
    valid_to: date
    reason: str = Field(min_length=1, max_length=500)


class Created(Schema):
    """The id of what was made."""

    id: UUID


def _day(request: Any, day: date | None) -> date:
    return day or clock.local(request.at).date()


@rest.get("/organisation/units", access=PUBLIC, response=list[UnitOut])
def read_units(
    request: Any, day: date | None = None, kind: UnitKind | None = None, level: Level | None = None, q: str = ""
) -> Sequence[UnitInfo]:
    """The units that exist on ``day`` (today), whose name contains ``q``, accents ignored."""
    at = _day(request, day)
    found = queries.search_units(q, at) if q else queries.units_as_of(at)
    return [u for u in found if kind in (None, u.kind) and level in (None, u.level)]


@rest.get("/organisation/tree", access=PUBLIC, response=list[BranchOut])
def read_tree(request: Any, day: date | None = None) -> Sequence[Branch]:
    """The units of ``day`` (today) as trees, every level in Vietnamese order."""
    return queries.unit_tree(_day(request, day))


@rest.get("/organisation/units/{unit_id}", access=PUBLIC, response=UnitOut)
def read_unit(request: Any, unit_id: UUID) -> UnitInfo:
    """One unit, whether it still exists or not."""
    return queries.unit(unit_id)


@rest.get("/organisation/units/{unit_id}/below", access=PUBLIC, response=list[UnitOut])
def read_units_below(request: Any, unit_id: UUID, day: date | None = None) -> Sequence[UnitInfo]:
    """The units directly below on ``day`` (today)."""
    return queries.units_below(queries.unit(unit_id).id, _day(request, day))


@rest.get("/organisation/units/{unit_id}/successors", access=PUBLIC, response=list[RelatedUnit])
def read_unit_successors(request: Any, unit_id: UUID, day: date | None = None) -> Any:
    """What the unit has become by ``day`` (today); itself while it exists."""
    found = queries.unit_successors(unit_id, _day(request, day))
    return [{"unit": unit, "part": part} for unit, part in found]


@rest.get("/organisation/units/{unit_id}/predecessors", access=PUBLIC, response=list[RelatedUnit])
def read_unit_predecessors(request: Any, unit_id: UUID, day: date) -> Any:
    """What the unit was on ``day``."""
    return [{"unit": unit, "part": part} for unit, part in queries.unit_predecessors(unit_id, day)]


@rest.get("/organisation/territory", access=PUBLIC, response=list[TerritoryOut])
def read_territory(request: Any, day: date | None = None, level: Level | None = None, q: str = "") -> Any:
    """The territories that exist on ``day`` (today), whose name contains ``q``, accents ignored."""
    at = _day(request, day)
    found: Sequence[TerritoryInfo] = queries.search_territory(q, at) if q else queries.territory_as_of(at)
    return [t for t in found if level in (None, t.level)]


@rest.get("/organisation/communes", access=PUBLIC, response=list[TerritoryOut])
def read_communes_called(request: Any, called: str, day: date | None = None) -> Any:
    """The communes of ``day`` (today) that a name stands for, of today or of before: several where one was divided."""
    return queries.communes_called(called[:200], _day(request, day))


@rest.get("/organisation/territory/{territory_id}/successors", access=PUBLIC, response=list[RelatedTerritory])
def read_territory_successors(request: Any, territory_id: UUID, day: date | None = None) -> Any:
    """What the territory has become by ``day`` (today); itself while it exists."""
    found = queries.territory_successors(territory_id, _day(request, day))
    return [{"territory": territory, "part": part} for territory, part in found]


@rest.get("/organisation/territory/{territory_id}/predecessors", access=PUBLIC, response=list[RelatedTerritory])
def read_territory_predecessors(request: Any, territory_id: UUID, day: date) -> Any:
    """What the territory was on ``day``."""
    found = queries.territory_predecessors(territory_id, day)
    return [{"territory": territory, "part": part} for territory, part in found]


@rest.get("/organisation/units/{unit_id}/posts", access=OFFICIAL, response=list[PostOut])
def read_posts(request: Any, unit_id: UUID, day: date | None = None) -> Any:
    """The posts of a unit on ``day`` (today) with their holders."""
    return queries.posts_of_unit(queries.unit(unit_id).id, _day(request, day))


@rest.post("/organisation/units/{unit_id}/posts", access=needs(MANAGE), response=Created)
def create_post(request: Any, unit_id: UUID, new: NewPost) -> dict[str, UUID]:
    """Make a post with its roles."""
    made = actions.create_post(
        actor=request.actor,
        at=request.at,
        unit_id=unit_id,
        title=new.title,
        title_en=new.title_en,
        roles=[actions.RoleOver(r.role, r.unit_id, r.with_subtree, r.subjects) for r in new.roles],
        valid_from=new.valid_from,
        valid_to=new.valid_to,
    )
    return {"id": made}


@rest.post("/organisation/posts/{post_id}/holdings", access=needs(MANAGE), response=Created)
def appoint(request: Any, post_id: UUID, new: NewHolding) -> dict[str, UUID]:
    """Appoint an official to a post."""
    made = actions.appoint(
        actor=request.actor,
        at=request.at,
        post_id=post_id,
        account_id=find_official(new.username).id,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        decision=new.decision,
    )
    return {"id": made}


@rest.post("/organisation/holdings/{holding_id}/end", access=needs(MANAGE), response=None)
def end_holding(request: Any, holding_id: UUID, end: EndHolding) -> None:
    """End an appointment."""
    actions.end_holding(actor=request.actor, at=request.at, holding_id=holding_id, ends_date=end.ends_date)


@rest.get("/organisation/roles", access=OFFICIAL, response=list[RoleOut])
def read_roles(request: Any) -> Any:
    """The roles that posts may be given."""
    return queries.roles_in_use()


@rest.get("/organisation/capacities", access=OFFICIAL, response=list[CapacityOut])
def read_capacities(request: Any) -> Any:
    """The ways in which the asking official may act now."""
    return queries.capacities(account_id_of(request.actor), request.at)


@rest.get("/organisation/delegations", access=OFFICIAL, response=list[DelegationOut])
def read_delegations(request: Any) -> Any:
    """Delegations that the asking official gave or received and that are not over."""
    return queries.delegations(actor=request.actor, at=request.at)


@rest.get("/organisation/delegable-permissions", access=OFFICIAL, response=list[PermissionOut])
def read_delegable_permissions(request: Any) -> list[PermissionOut]:
    """What the asking official may delegate from the post in use."""
    return [
        PermissionOut(code=code, title=queries.title_of(code))
        for code in queries.delegable_permissions(actor=request.actor)
    ]


@rest.post("/organisation/delegations", access=OFFICIAL, response=Created)
def delegate(request: Any, new: NewDelegation) -> dict[str, UUID]:
    """Delegate permissions of the post in use to another official."""
    made = actions.delegate(
        actor=request.actor,
        at=request.at,
        account_id=find_official(new.username).id,
        permissions=new.permissions,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        reason=new.reason,
    )
    return {"id": made}


@rest.delete("/organisation/delegations/{delegation_id}", access=OFFICIAL)
def revoke_delegation(request: Any, delegation_id: UUID) -> None:
    """Take a delegation back at once."""
    actions.revoke_delegation(actor=request.actor, at=request.at, delegation_id=delegation_id)
