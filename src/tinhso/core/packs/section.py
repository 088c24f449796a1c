"""Sections: the kinds of object that rooms declare, and what a room gets when it checks or applies them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from django.utils.translation import gettext as _

from tinhso.core.packs.expressions import Expression
from tinhso.core.packs.objects import PackManifest, PackObject
from tinhso.core.packs.problems import Problem, Source
from tinhso.core.registry import Registry

Object = TypeVar("Object", bound=PackObject)


@dataclass(frozen=True, slots=True)
class Changed(Generic[Object]):
    """One object before and after."""

    old: Object
    new: Object


@dataclass(frozen=True, slots=True)
class Change(Generic[Object]):
    """What a release does to one section. ``objects`` is the whole section as it will be, by id."""

    section: str
    at: datetime
    added: tuple[Object, ...]
    changed: tuple[Changed[Object], ...]
    removed: tuple[Object, ...]
    objects: Mapping[str, Object]

    @property
    def is_empty(self) -> bool:
        """Whether the section stays as it is."""
        return not (self.added or self.changed or self.removed)

    @property
    def written(self) -> tuple[Object, ...]:
        """Every added object and every changed one as it will be."""
        return self.added + tuple(change.new for change in self.changed)


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change touches: ``count`` things, told in Vietnamese (``3 hồ sơ đang mở``), because of one object."""

    object_id: str
    count: int
    text: str


#: A room's veto over a release: what the changes, by section, would leave stuck, with the section it is about.
Guard = Callable[[Mapping[str, "Change[PackObject]"]], Iterable[tuple[str, Impact]]]

#: Every veto, filled in ``AppConfig.ready()`` by the rooms whose open work stands on what packs say.
guards: Registry[Guard] = Registry("pack guards")


def stranded_by(changes: "Iterable[Change[PackObject]]") -> list[tuple[str, Impact]]:
    """What ``changes`` would leave stuck, by every guard: the section it is about, and what."""
    by_section = {change.section: change for change in changes}
    return [(section, impact) for guard in guards.values() for section, impact in guard(by_section) if impact.count]


class PackView:
    """All sections of a pack, typed, for cross-reference checks; collects problems that know their file and line."""

    def __init__(
        self,
        manifest: PackManifest,
        objects: Mapping[str, Mapping[str, PackObject]],
        sources: Mapping[tuple[str, str], Source],
        assets: Collection[str] | None = None,
    ) -> None:
        self.manifest = manifest
        self.problems: list[Problem] = []
        self._objects = objects
        self._sources = sources
        self._assets = assets
        self._places = {id(item): (name, item.id) for name, items in objects.items() for item in items.values()}

    def objects(self, section: str, schema: type[Object] | None = None) -> Mapping[str, Object]:
        """The objects of ``section`` by id; empty for a section the pack has not. ``schema`` only tells the type."""
        return cast("Mapping[str, Object]", self._objects.get(section, {}))

    def problem(
        self,
        item: PackObject,
        field: str,
        message: str,
        *,
        expected: str = "",
        near: str | None = None,
        candidates: Collection[str] = (),
    ) -> None:
        """Report what is wrong at the dotted ``field`` (list positions as numbers: ``papers.0.kind``) of ``item``.

        ``near`` is the wrong name, ``candidates`` the valid ones: the nearest is shown.
        """
        self._report(item, field, message, expected=expected, near=near, candidates=candidates)

    def warning(self, item: PackObject, field: str, message: str) -> None:
        """Say what could be better at the dotted ``field`` of ``item``; the pack stays valid."""
        self._report(item, field, message, is_warning=True)

    def _report(
        self,
        item: PackObject,
        field: str,
        message: str,
        *,
        expected: str = "",
        near: str | None = None,
        candidates: Collection[str] = (),
        is_warning: bool = False,
    ) -> None:
        section, object_id = self._places[id(item)]
        source = self._sources[section, object_id]
        path = tuple(int(part) if part.isdigit() else part for part in field.split(".") if part)
        self.problems.append(
            Problem(
                file=source.file,
                line=source.line_at(path),
                message=message,
                section=section,
                object_id=object_id,
                field=field,
                expected=expected,
                near=nearest(near, candidates) if near is not None else "",
                is_warning=is_warning,
            )
        )

    def reference(self, item: PackObject, field: str, section: str, target: str | None) -> PackObject | None:
        """The object ``target`` of ``section`` that ``field`` points to; reports it where it is missing."""
        if target is None:
            return None
        found = self._objects.get(section, {}).get(target)
        if found is None:
            message = _("không có {target} trong phần {section}").format(target=target, section=section)
            expected = _("id của một đối tượng trong {section}/").format(section=section)
            self.problem(
                item, field, message, expected=expected, near=target, candidates=self._objects.get(section, {})
            )
        return found

    def asset(self, item: PackObject, field: str, name: str) -> None:
        """Report an asset that neither a layer nor a store has. A stored release is not asked: it keeps no files."""
        if self._assets is not None and name not in self._assets and stored_media(name) is None:
            message = _("không có tệp {name} trong thư mục assets của gói").format(name=name)
            self.problem(item, field, message, near=name, candidates=self._assets)

    def expression(self, item: PackObject, field: str, expression: Expression | None, names: Collection[str]) -> None:
        """Report each name that ``expression`` reads and that is not among ``names``."""
        for name in sorted(expression.names if expression else ()):
            if name not in names:
                message = _("biểu thức dùng tên {name} chưa có").format(name=name)
                expected = _("một trong: {names}").format(names=shorten(sorted(names)))
                self.problem(item, field, message, expected=expected, near=name, candidates=names)


Check = Callable[[PackView], None]


@dataclass(frozen=True, slots=True)
class Section(Generic[Object]):
    """One kind of object in a pack: folder ``name``, pydantic ``schema``, the room that owns it.

    ``check`` reports wrong references; ``apply`` writes the room's tables, inside the transaction of the release;
    ``impact`` says what a change would touch. Sections named in ``after`` are applied before this one. Officials may
    propose and publish changes of an ``editable`` one without touching files; ``words`` tells fields and fixed values
    in Vietnamese, those of one field as ``field:value``; ``names`` gives the same for what one object names itself.
    """

    name: str
    schema: type[Object]
    title_vi: str
    owner: str
    check: Check | None = None
    apply: Callable[[Change[Object]], None] | None = None
    impact: Callable[[Change[Object]], Iterable[Impact]] | None = None
    after: tuple[str, ...] = field(default=())
    editable: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    names: Callable[[Mapping[str, Any]], Mapping[str, str]] | None = None


#: Every section that a room has declared, filled in ``AppConfig.ready()``:
#: ``packs.sections.add(section.name, section)``.
sections: Registry[Section] = Registry("pack sections")  # type: ignore[type-arg]


#: Where media are found that are no files of a layer: name → file, or None. Filled by the room that takes them in.
media_stores: Registry[Callable[[str], Path | None]] = Registry("pack media stores")


def stored_media(name: str) -> Path | None:
    """The file of a medium that some store has."""
    return next((path for store in media_stores.values() if (path := store(name))), None)


#: The page on which an object of a section is edited (arguments: change set, id), filled in ``AppConfig.ready()`` by
#: the room that has it: ``editors.add("flows", "procedures.design_flow")``.
editors: Registry[str] = Registry("pack editors")


def in_order(names: Collection[str]) -> list[str]:
    """``names`` so that each section comes after those it names in ``after``. Raises ``ValueError`` on a circle."""
    ordered: list[str] = []
    waiting: list[str] = []

    def visit(name: str) -> None:
        if name in ordered:
            return
        if name in waiting:
            raise ValueError(f"sections wait for each other: {' → '.join([*waiting, name])}")
        waiting.append(name)
        for earlier in sections.get(name).after if name in sections else ():
            visit(earlier)
        waiting.pop()
        ordered.append(name)

    for name in sorted(names):
        visit(name)
    return [name for name in ordered if name in names]


def nearest(name: str, candidates: Iterable[str]) -> str:
    """The candidate most like ``name``, or an empty string."""
    found = get_close_matches(name, list(candidates), n=1)
    return found[0] if found else ""


def shorten(names: Sequence[str], limit: int = 12) -> str:
    """The first names of a list, and how many more there are."""
    rest = len(names) - limit
    return ", ".join(names[:limit]) + (f" … (+{rest})" if rest > 0 else "")
