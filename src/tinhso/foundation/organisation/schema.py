"""What the sections ``territory``, ``units``, ``roles`` and ``demo`` of a pack may hold."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tinhso.foundation.organisation.types import Level, TerritoryKind, UnitKind

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=250)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=120)]
TerritoryId = Annotated[str, StringConstraints(pattern=r"^\d{2,5}(@\d{4}-\d{2}-\d{2})?$")]


class PackObject(BaseModel):
    """What every object of a pack may carry besides its own fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    legal_basis: list[str] = []
    to_confirm: list[str] = []


class Succession(BaseModel):
    """What became of the object when it closed; ``part`` when only a part of it went there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: str
    part: bool = False


class FormerParent(BaseModel):
    """An object above this one until ``valid_to`` (exclusive); several are listed in order of time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parent: str
    valid_to: date


class DatedObject(PackObject):
    """An object with a place in a tree and a validity period ``[valid_from, valid_to)``.

    ``parent`` is the present (or last) one. An object that outlived an earlier parent lists it in ``former_parents``.
    """

    parent: str | None = None
    former_parents: list[FormerParent] = []
    valid_from: date
    valid_to: date | None = None
    successors: list[Succession] = []

    @model_validator(mode="after")
    def _periods_are_whole(self) -> "DatedObject":
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("valid_to must be later than valid_from")
        if self.successors and self.valid_to is None and any(not s.part for s in self.successors):
            raise ValueError("an object with successors needs valid_to, unless only parts of it went over")
        ends = [former.valid_to for former in self.former_parents]
        if ends != sorted(set(ends)) or any(
            end <= self.valid_from or (self.valid_to and end >= self.valid_to) for end in ends
        ):
            raise ValueError("former_parents must end inside the object's period, in order of time")
        return self

    def parents(self) -> list[tuple[str, date, date | None]]:
        """Every (parent, valid_from, valid_to) of the object's life."""
        spans: list[tuple[str, date, date | None]] = []
        start = self.valid_from
        for former in self.former_parents:
            spans.append((former.parent, start, former.valid_to))
            start = former.valid_to
        if self.parent is not None:
            spans.append((self.parent, start, self.valid_to))
        return spans


class TerritoryObject(DatedObject):
    """Section ``territory``: a đơn vị hành chính. ``id`` is its code, with ``@date`` where the code is used again."""

    id: TerritoryId
    code: Annotated[str, StringConstraints(pattern=r"^\d{2,5}$")]
    name: Text
    name_en: str = ""
    kind: TerritoryKind
    level: Level


class UnitObject(DatedObject):
    """Section ``units``: a cơ quan or đơn vị, with its code in documents (QĐ 20/2020/QĐ-TTg) and its calendar."""

    id: Slug
    code: Annotated[str, StringConstraints(max_length=60)]
    name: Text
    name_en: str = ""
    short_name: str = ""
    notation: str = ""
    kind: UnitKind
    level: Level
    territory: TerritoryId | None = None
    working_hours: str = ""


class RoleObject(PackObject):
    """Section ``roles``: a named set of permissions."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
    name: Text
    name_en: str = ""
    permissions: list[str]


class DemoPost(BaseModel):
    """A post that a demo account holds: a role over a unit, with the units below it where ``subtree`` is set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit: Slug
    roles: Annotated[list[str], Field(min_length=1)]
    title: Text
    title_en: str = ""
    subtree: bool = False


class DemoObject(PackObject):
    """Section ``demo``: an account of the demo installation. ``id`` is its user name."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,59}$")]
    name: Text
    kind: Literal["citizen", "official"]
    email: str = ""
    phone: str = ""
    person_id: str = ""
    posts: list[DemoPost] = []
    note: str = ""
    note_en: str = ""

    @model_validator(mode="after")
    def _posts_belong_to_officials(self) -> "DemoObject":
        if self.kind == "citizen" and self.posts:
            raise ValueError("a citizen holds no posts")
        return self
