"""What the sections ``territory``, ``units``, ``roles`` and ``demo`` of a pack may hold,
and what must agree in them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, model_validator

from tinhso.core.access import permissions
from tinhso.core.packs.api import PackObject, PackPart, PackView
from tinhso.foundation.identity.api import BadPersonId, tidy_person_id
from tinhso.foundation.organisation.rules import covers, cycle_in, is_valid_on
from tinhso.foundation.organisation.types import Level, TerritoryKind, UnitKind

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=250)]
TerritoryId = Annotated[str, StringConstraints(pattern=r"^\d{2,5}(@\d{4}-\d{2}-\d{2})?$")]
UnitId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=120)]


class Successor(PackPart):
    """What became of an object when it closed."""

    to: str = Field(description="id của đơn vị tiếp nhận")
    part: bool = Field(False, description="Chỉ một phần được chuyển sang đơn vị tiếp nhận")


class FormerParent(PackPart):
    """An object above this one in an earlier part of its life."""

    parent: str
    valid_to: date = Field(description="Ngày đầu tiên không còn trực thuộc")


class PlacedObject(PackObject):
    """An object with a place in a tree and a validity period that begins on a known day.

    ``parent`` is the present (or last) one; an object that outlived an earlier parent lists it in ``former_parents``.
    """

    valid_from: date = Field(description="Có hiệu lực từ ngày")
    parent: str | None = Field(None, description="id của đơn vị cấp trên")
    former_parents: tuple[FormerParent, ...] = Field((), description="Các đơn vị cấp trên trước đây, theo thời gian")
    successors: tuple[Successor, ...] = Field((), description="Các đơn vị tiếp nhận khi đơn vị này kết thúc")

    @model_validator(mode="after")
    def _periods_are_whole(self) -> Self:
        if self.valid_to is None and any(not link.part for link in self.successors):
            raise ValueError(_("đơn vị có đơn vị tiếp nhận toàn bộ thì phải có valid_to"))
        ends = [former.valid_to for former in self.former_parents]
        last = self.valid_to or date.max
        if ends != sorted(set(ends)) or any(not self.valid_from < end < last for end in ends):
            raise ValueError(_("former_parents phải theo thứ tự thời gian và nằm trong thời gian hiệu lực"))
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


class TerritoryObject(PlacedObject):
    """A đơn vị hành chính. ``id`` is its official code, with ``@date`` where the code serves another unit anew."""

    id: TerritoryId
    code: Annotated[str, StringConstraints(pattern=r"^\d{2,5}$")] = Field(description="Mã đơn vị hành chính")
    name: Name
    name_en: str = ""
    kind: TerritoryKind
    level: Level


class UnitObject(PlacedObject):
    """A cơ quan or đơn vị: code in documents (QĐ 20/2020/QĐ-TTg), place, territory and working hours."""

    id: UnitId
    code: Annotated[str, StringConstraints(max_length=60)] = Field(description="Mã định danh điện tử của cơ quan")
    name: Name
    name_en: str = ""
    short_name: str = ""
    notation: str = Field("", description="Chữ viết tắt trong số, ký hiệu văn bản")
    kind: UnitKind
    level: Level
    territory: TerritoryId | None = None
    working_hours: str = Field("", description="id trong phần working_hours")


class RoleObject(PackObject):
    """A named set of permissions; ``reach`` says over what it counts where a post does not say otherwise."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
    name: Name
    name_en: str = ""
    permissions: tuple[str, ...]
    reach: Literal["unit", "subtree"] = Field("unit", description="Phạm vi: riêng đơn vị, hay cả các đơn vị trực thuộc")


class DemoPost(PackPart):
    """A post that a demo account holds, with its roles over the post's unit."""

    unit: UnitId
    roles: Annotated[tuple[str, ...], Field(min_length=1)]
    title: Name
    title_en: str = ""
    since: date | None = Field(None, alias="from", description="Giữ chức từ ngày; bỏ trống là từ ngày đơn vị bắt đầu")


class DemoObject(PackObject):
    """An account of a demo installation."""

    username: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,59}$")]
    full_name: Name
    kind: Literal["citizen", "official"]
    email: str = ""
    phone: str = ""
    person_id: str = ""
    posts: tuple[DemoPost, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.kind == "citizen" and self.posts:
            raise ValueError(_("công dân không giữ chức danh"))
        try:
            tidy_person_id(self.person_id)
        except BadPersonId as error:
            raise ValueError(error.message) from None
        return self


def check_territory(view: PackView) -> None:
    """Report wrong places and successions of the territory."""
    _check_places(view, "territory")


def check_units(view: PackView) -> None:
    """Report wrong places, successions, territories and working hours of the units."""
    _check_places(view, "units")
    for item in view.objects("units", UnitObject).values():
        view.reference(item, "territory", "territory", item.territory)
        if item.working_hours:
            view.reference(item, "working_hours", "working_hours", item.working_hours)


def _check_places(view: PackView, section: str) -> None:
    objects: Mapping[str, PlacedObject] = view.objects(section, PlacedObject)
    for item in objects.values():
        for parent_id, start, end in item.parents():
            parent = view.reference(item, "parent", section, parent_id)
            if isinstance(parent, PlacedObject) and not covers(parent, start, end):
                message = _("đơn vị cấp trên {parent} không tồn tại suốt thời gian này").format(parent=parent_id)
                expected = _("valid_to, hoặc thêm former_parents")
                view.problem(item, "parent", message, expected=expected)
        for place, link in enumerate(item.successors):
            successor = view.reference(item, f"successors.{place}.to", section, link.to)
            if isinstance(successor, PlacedObject) and item.valid_to and not is_valid_on(successor, item.valid_to):
                message = _("{to} không tồn tại vào ngày {day}").format(to=link.to, day=item.valid_to.isoformat())
                view.problem(item, f"successors.{place}.to", message)
    circle = cycle_in({item.id: item.parent for item in objects.values() if item.parent})
    if circle:
        message = _("các đơn vị trực thuộc lẫn nhau: {circle}").format(circle=" → ".join([*circle, circle[0]]))
        view.problem(objects[circle[0]], "parent", message)


def check_roles(view: PackView) -> None:
    """Report permissions that no room has."""
    for item in view.objects("roles", RoleObject).values():
        for place, code in enumerate(item.permissions):
            if code not in permissions:
                message = _("không có quyền {code}").format(code=code)
                view.problem(item, f"permissions.{place}", message, near=code, candidates=list(permissions.keys()))


def check_demo(view: PackView) -> None:
    """Report units and roles that are not there, and user names used twice."""
    names: dict[str, str] = {}
    for item in view.objects("demo", DemoObject).values():
        first = names.setdefault(item.username, item.id)
        if first != item.id:
            view.problem(item, "username", _("tên đăng nhập đã dùng ở {id}").format(id=first))
        for place, post in enumerate(item.posts):
            view.reference(item, f"posts.{place}.unit", "units", post.unit)
            for number, role in enumerate(post.roles):
                view.reference(item, f"posts.{place}.roles.{number}", "roles", role)
