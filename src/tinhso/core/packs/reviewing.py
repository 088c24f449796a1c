"""What a change set would do: problems, differences and impacts, from the objects in force that the process keeps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from tinhso.core.packs.assets import known_assets
from tinhso.core.packs.differences import FieldChange, field_changes
from tinhso.core.packs.document import node_of
from tinhso.core.packs.explain import explain
from tinhso.core.packs.in_force import current
from tinhso.core.packs.loader import Key, cross_check
from tinhso.core.packs.models import ChangedObject, ChangeSet, Entry, Release, StoredObject
from tinhso.core.packs.objects import PackManifest, PackObject
from tinhso.core.packs.problems import ChangeOutdated, NoPackApplied, PackInvalid, Problem
from tinhso.core.packs.releases import latest_release
from tinhso.core.packs.section import Change, Changed, Impact, sections, stranded_by


@dataclass(frozen=True, slots=True)
class Revision:
    """One object of a change set: its body when it was begun (empty for a new one), as proposed, and what differs."""

    section: str
    key: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    fields: tuple[FieldChange, ...]

    @property
    def is_new(self) -> bool:
        """Whether nothing of this id was in force."""
        return not self.old


@dataclass(frozen=True, slots=True)
class Review:
    """What a change set would do: the problems that forbid it (``stuck`` is those about open work that it would leave
    so), what it revises, what that touches, and what could be better.
    """

    problems: tuple[Problem, ...]
    revisions: tuple[Revision, ...]
    impacts: tuple[tuple[str, Impact], ...]
    stuck: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def changed_objects(change_set: ChangeSet) -> list[ChangedObject]:
    """The objects of a change set, by section and key."""
    return list(ChangedObject.objects.filter(change_set=change_set).order_by("section", "key"))


def review(change_set: ChangeSet, at: datetime) -> Review:
    """Whether a change set can be published, and what it would change and touch."""
    found, items = _tried(change_set)
    problems = tuple(each for each in found if not each.is_warning)
    changes = _changes(items, at)
    stuck = tuple(
        Problem(change_set.title, 0, f"{impact.object_id}: {impact.text}", section, impact.object_id)
        for section, impact in stranded_by(changes)
    )
    warnings = tuple(each for each in found if each.is_warning)
    return Review(problems + stuck, revisions_of(change_set), tuple(_impacts(changes)), stuck, warnings)


def problems_in(change_set: ChangeSet) -> tuple[Problem, ...]:
    """What is wrong in a change set itself, warnings among it."""
    return _tried(change_set)[0]


def _tried(change_set: ChangeSet) -> tuple[tuple[Problem, ...], dict[Key, PackObject]]:
    try:
        return looked_through(change_set)
    except PackInvalid as error:
        return error.problems, {}
    except ChangeOutdated as error:
        return (Problem(change_set.title, 0, error.message),), {}


def revisions_of(change_set: ChangeSet) -> tuple[Revision, ...]:
    """What a change set changes, against what was in force when each object was begun; the same for ever after."""
    changed = changed_objects(change_set)
    stored = StoredObject.objects.filter(digest__in={one.base for one in changed if one.base})
    before = {(one.section, one.key, one.digest): one.body for one in stored}
    return tuple(_revision(one, before.get((one.section, one.key, one.base), {})) for one in changed)


def checked(change_set: ChangeSet) -> dict[Key, PackObject]:
    """The objects of a change set, right in themselves and beside everything in force.

    Raises ``PackInvalid`` and ``ChangeOutdated``.
    """
    return looked_through(change_set)[1]


def looked_through(change_set: ChangeSet) -> tuple[tuple[Problem, ...], dict[Key, PackObject]]:
    """The objects of a change set as ``checked`` gives them, and what could be better about them. Raises the same."""
    latest, changed = _latest(), changed_objects(change_set)
    digests = {(entry.section, entry.key): entry.stored.digest for entry in _entries_of(latest, changed)}
    items = {key: item for key, (_changed, item) in validated(change_set, changed, digests).items()}
    manifest = PackManifest.model_validate(latest.manifest)
    grouped: dict[str, dict[str, PackObject]] = {name: dict(current(name)) for name, _section in sections.items()}
    for (section, key), item in items.items():
        grouped[section][key] = item
    found = cross_check(manifest, grouped, _Origins(), known_assets(manifest))
    if problems := [each for each in found if not each.is_warning]:
        raise PackInvalid(manifest.id, problems)
    return tuple(each for each in found if (each.section, each.object_id) in items), items


def validated(
    change_set: ChangeSet, objects: Iterable[ChangedObject], digests: Mapping[Key, str]
) -> dict[Key, tuple[ChangedObject, PackObject]]:
    """The objects of a change set as typed models, begun from what is in force (``digests``).

    Raises ``PackInvalid`` and ``ChangeOutdated``.
    """
    problems: list[Problem] = []
    items: dict[Key, tuple[ChangedObject, PackObject]] = {}
    for changed in objects:
        key = (changed.section, changed.key)
        if digests.get(key, "") != changed.base:
            raise ChangeOutdated(section=changed.section, key=changed.key)
        schema = sections.get(changed.section).schema
        try:
            items[key] = (changed, schema.model_validate(changed.body))
        except ValidationError as error:
            source = f"“{change_set.title}”"
            problems += explain(error, schema, source, node_of(changed.body), changed.section, changed.key)
    if problems:
        raise PackInvalid(_latest().province, problems)
    return items


@dataclass(frozen=True, slots=True)
class _Origin:
    """An object in force, named instead of a file."""

    file: str

    def line_at(self, _path: tuple[str | int, ...]) -> int:
        """No line: it was not read from a file."""
        return 0


class _Origins(dict[Key, _Origin]):
    """Where any object comes from, made only for those that have a problem."""

    def __missing__(self, key: Key) -> _Origin:
        return _Origin("/".join(key))


def _latest() -> Release:
    latest = latest_release()
    if latest is None:
        raise NoPackApplied
    return latest


def _entries_of(release: Release, changed: list[ChangedObject]) -> list[Entry]:
    """The entries of a release for the same objects: one query."""
    wanted = {(one.section, one.key) for one in changed}
    found = Entry.objects.filter(
        release=release, section__in={section for section, _key in wanted}, key__in={key for _section, key in wanted}
    )
    return [entry for entry in found.select_related("stored") if (entry.section, entry.key) in wanted]


def _revision(changed: ChangedObject, old: Mapping[str, Any]) -> Revision:
    return Revision(
        changed.section, changed.key, old, changed.body, tuple(field_changes(old, changed.body)) if old else ()
    )


def _changes(items: Mapping[Key, PackObject], at: datetime) -> list[Change[PackObject]]:
    """What publishing ``items`` would do to each section they are in."""
    return [_change(name, items, at) for name in sorted({section for section, _key in items})]


def _change(name: str, items: Mapping[Key, PackObject], at: datetime) -> Change[PackObject]:
    before, own = current(name), {key: item for (section, key), item in items.items() if section == name}
    return Change(
        section=name,
        at=at,
        added=tuple(item for key, item in own.items() if key not in before),
        changed=tuple(Changed(before[key], item) for key, item in own.items() if key in before),
        removed=(),
        objects={**before, **own},
    )


def _impacts(changes: list[Change[PackObject]]) -> Iterator[tuple[str, Impact]]:
    for change in changes:
        ask = sections.get(change.section).impact
        yield from ((change.section, impact) for impact in (ask(change) if ask else ()) if impact.count)
