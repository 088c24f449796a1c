"""Comparing, applying and rolling back: a release is one immutable state of the packs, made in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.packs.content import digest, plain
from tinhso.core.packs.differences import FieldChange, field_changes
from tinhso.core.packs.document import node_of
from tinhso.core.packs.explain import explain
from tinhso.core.packs.in_force import forget
from tinhso.core.packs.loader import Key, LoadedPack, cross_check, load_pack
from tinhso.core.packs.models import Entry, Release, StoredObject
from tinhso.core.packs.objects import PackManifest, PackObject
from tinhso.core.packs.problems import (
    AnotherProvince,
    NoPackApplied,
    NotAProvince,
    PackInvalid,
    Problem,
    ReleaseNotFound,
    ReleaseRefused,
)
from tinhso.core.packs.section import Change, Changed, Impact, in_order, sections, stranded_by

#: Key of the advisory lock that lets one release be made at a time: "ts_packs" as a number.
_LOCK = 0x74735F7061636B73


@dataclass(frozen=True, slots=True)
class ObjectChange:
    """One object that a release adds, changes or removes, and the fields that differ."""

    section: str
    key: str
    kind: str
    source: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What applying would change, what that touches, and which objects stay as officials published them."""

    changes: tuple[ObjectChange, ...]
    impacts: tuple[tuple[str, Impact], ...]
    kept: tuple[Key, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not self.changes


@dataclass(frozen=True, slots=True)
class Version:
    """One object of a state: its body, where it came from, and the change set by which it came, if any."""

    body: dict[str, Any]
    digest: str
    source: str
    item: PackObject
    change_set_id: UUID | None = None


State = Mapping[Key, Version]


@dataclass(frozen=True, slots=True)
class Target:
    """The state that a release shall make true."""

    manifest: PackManifest
    layers: Sequence[Mapping[str, str]]
    versions: State
    rolled_back_to: int | None = None

    @property
    def kept(self) -> tuple[Key, ...]:
        """What stays as officials published it."""
        return tuple(key for key, version in self.versions.items() if version.change_set_id)


def compare(*, pack: str, folder: Path, at: datetime) -> Difference:
    """What applying ``pack`` would change. Raises as ``apply_pack`` does; writes nothing."""
    target = _target_of(load_pack(folder, pack))
    latest = latest_release()
    _refuse_other_province(latest, target.manifest)
    target = _with_published(target, latest)
    return difference(state_before(latest), target, at)


@action("packs.apply", access=needs("packs.apply"))
def apply_pack(
    *, actor: Actor, at: datetime, pack: str, folder: Path, note: str = "", files_win: bool = False
) -> Done[Release | None]:
    """Make the province pack ``pack`` of ``folder`` the state in force: a new release, or None where nothing changed.

    What officials published by change sets stays over the files until the files say the same, or ``files_win``.
    Raises ``PackNotFound``, ``PackInvalid``, ``NotAProvince``, ``AnotherProvince``, and ``ReleaseRefused`` where open
    work would be left stuck; then nothing is stored.
    """
    target = _target_of(load_pack(folder, pack))
    hold_lock()
    if not files_win:
        target = _with_published(target, latest_release())
    return make_release(target, actor=actor, at=at, note=note)


@action("packs.rollback", access=needs("packs.apply"))
def rollback(*, actor: Actor, at: datetime, number: int | None = None, note: str = "") -> Done[Release | None]:
    """Make a new release equal to release ``number`` (the one before the latest where none is given).

    Raises ``NoPackApplied``, ``ReleaseNotFound``, ``ReleaseRefused``, and ``PackInvalid`` where the code no longer
    accepts the old objects.
    """
    hold_lock()
    latest = latest_release()
    if latest is None:
        raise NoPackApplied
    wanted = latest.number - 1 if number is None else number
    release = Release.objects.filter(number=wanted).first()
    if release is None:
        raise ReleaseNotFound(number=wanted)
    versions = stored_state(release)
    manifest = PackManifest.model_validate(release.manifest)
    check_state(manifest, versions)
    return make_release(Target(manifest, release.layers, versions, wanted), actor=actor, at=at, note=note)


def check_state(manifest: PackManifest, versions: State) -> None:
    """Every room's cross-references over a whole state. Raises ``PackInvalid``."""
    grouped: dict[str, dict[str, PackObject]] = {}
    for (section, key), version in versions.items():
        grouped.setdefault(section, {})[key] = version.item
    origins = {key: _StoredOrigin(version.source) for key, version in versions.items()}
    problems = [problem for problem in cross_check(manifest, grouped, origins) if not problem.is_warning]
    if problems:
        raise PackInvalid(manifest.id, problems)


def _with_published(target: Target, latest: Release | None) -> Target:
    """``target`` with what officials published over it. Raises ``PackInvalid`` where the files no longer fit to it."""
    if latest is None:
        return target
    published = {
        key: version
        for key, version in stored_state(latest, only_published=True).items()
        if key not in target.versions or target.versions[key].digest != version.digest
    }
    if not published:
        return target
    merged = replace(target, versions={**target.versions, **published})
    check_state(merged.manifest, merged.versions)
    return merged


@dataclass(frozen=True, slots=True)
class _StoredOrigin:
    """Where a stored object was once read from."""

    file: str

    def line_at(self, _path: tuple[str | int, ...]) -> int:
        """The line is already part of ``file``."""
        return 0


def _target_of(pack: LoadedPack) -> Target:
    if not pack.manifest.is_province:
        raise NotAProvince(pack=pack.manifest.id)
    versions = {
        (section, key): Version(
            body=body,
            digest=digest(section, key, body),
            source=f"{pack.origins[section, key].file}:{pack.origins[section, key].node.line}",
            item=pack.objects[section][key],
        )
        for (section, key), body in pack.bodies.items()
    }
    layers = [{"id": layer.id, "version": layer.version} for layer in pack.layers]
    return Target(pack.manifest, layers, versions)


def hold_lock() -> None:
    """Wait for any other release being made; held until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def latest_release() -> Release | None:
    """The release in force."""
    return Release.objects.order_by("-number").first()


def _refuse_other_province(latest: Release | None, manifest: PackManifest) -> None:
    if latest is not None and latest.province != manifest.id:
        raise AnotherProvince(installed=latest.province, pack=manifest.id)


def _entries(release: Release, *, only_published: bool = False) -> Iterable[tuple[Key, Entry]]:
    entries = Entry.objects.filter(release=release).select_related("stored").order_by("section", "key")
    if only_published:
        entries = entries.exclude(change_set=None)
    return (((entry.section, entry.key), entry) for entry in entries)


def state_before(release: Release | None) -> State:
    """The objects of the release in force.

    Those that a newer code no longer accepts come unvalidated: they are leaving.
    """
    versions: dict[Key, Version] = {}
    for (section, key), entry in _entries(release) if release else ():
        schema = sections.get(section).schema if section in sections else PackObject
        try:
            item = schema.model_validate(entry.stored.body)
        except ValidationError:
            item = schema.model_construct(**entry.stored.body)
        versions[section, key] = _version_of(entry, item)
    return versions


def stored_state(release: Release, *, only_published: bool = False) -> State:
    """The objects of a release, or those of them that came by change sets.

    Raises ``PackInvalid`` for those that today's schemas refuse.
    """
    problems: list[Problem] = []
    versions: dict[Key, Version] = {}
    for (section, key), entry in _entries(release, only_published=only_published):
        stored = entry.stored
        if section not in sections:
            problems.append(Problem(stored.source, 0, _("không còn phần {name}").format(name=section), section, key))
            continue
        schema = sections.get(section).schema
        try:
            item = schema.model_validate(stored.body)
        except ValidationError as error:
            problems += explain(error, schema, stored.source, node_of(stored.body), section, key)
            continue
        versions[section, key] = _version_of(entry, item)
    if problems:
        raise PackInvalid(release.province, problems)
    return versions


def _version_of(entry: Entry, item: PackObject) -> Version:
    stored = entry.stored
    return Version(stored.body, stored.digest, stored.source, item, entry.change_set_id)


def difference(before: State, target: Target, at: datetime) -> Difference:
    """What making ``target`` true would change, and what that touches."""
    after = target.versions
    changes: list[ObjectChange] = []
    for section, key in sorted(before.keys() | after.keys()):
        old, new = before.get((section, key)), after.get((section, key))
        if old is None and new is not None:
            changes.append(ObjectChange(section, key, "added", new.source))
        elif new is None and old is not None:
            changes.append(ObjectChange(section, key, "removed", old.source))
        elif old is not None and new is not None and old.digest != new.digest:
            fields = tuple(field_changes(old.body, new.body))
            changes.append(ObjectChange(section, key, "changed", new.source, fields))
    section_changes = _section_changes(before, after, at)
    impacts = [
        (change.section, impact)
        for change in section_changes
        if change.section in sections and (ask := sections.get(change.section).impact) is not None
        for impact in ask(change)
        if impact.count
    ]
    impacts += stranded_by(section_changes)
    changes.sort(key=lambda change: (change.section, change.kind, change.key))
    return Difference(tuple(changes), tuple(impacts), target.kept)


def _section_changes(before: State, after: State, at: datetime) -> list[Change[PackObject]]:
    """The change of each section that changes, in the order in which the sections are applied."""
    names = {section for section, _key in before.keys() | after.keys()}
    changes = (_section_change(name, before, after, at) for name in in_order(names))
    return [change for change in changes if not change.is_empty]


def _section_change(name: str, before: State, after: State, at: datetime) -> Change[PackObject]:
    old = {key: version for (section, key), version in before.items() if section == name}
    new = {key: version for (section, key), version in after.items() if section == name}
    return Change(
        section=name,
        at=at,
        added=tuple(new[key].item for key in sorted(new.keys() - old.keys())),
        changed=tuple(
            Changed(old[key].item, new[key].item)
            for key in sorted(new.keys() & old.keys())
            if old[key].digest != new[key].digest
        ),
        removed=tuple(old[key].item for key in sorted(old.keys() - new.keys())),
        objects={key: version.item for key, version in new.items()},
    )


def make_release(target: Target, *, actor: Actor, at: datetime, note: str) -> Done[Release | None]:
    """Make ``target`` true: a new release and what the rooms write of it, or None where nothing changed.

    Raises ``AnotherProvince`` and ``ReleaseRefused``.
    """
    hold_lock()
    latest = latest_release()
    _refuse_other_province(latest, target.manifest)
    before = state_before(latest)
    changes = _section_changes(before, target.versions, at)
    manifest = target.manifest.model_dump(mode="json")
    subject = ("pack", target.manifest.id)
    # The files may say by now what a change set said: the objects are the same, but come from the files again.
    same_origin = not changes and all(
        version.change_set_id == target.versions[key].change_set_id for key, version in before.items()
    )
    if latest is not None and same_origin and latest.manifest == manifest:
        return Done(None, subject=subject, detail={"release": latest.number, "unchanged": True})
    if stuck := stranded_by(changes):
        reasons = [f"{section}/{impact.object_id}: {impact.text}." for section, impact in stuck]
        raise ReleaseRefused(reasons=" ".join(reasons))
    release = Release(
        number=(latest.number if latest else 0) + 1,
        province=target.manifest.id,
        manifest=manifest,
        layers=list(target.layers),
        applied_at=at,
        by=actor.name or actor.kind,
        note=note,
        rolled_back_to=target.rolled_back_to,
    )
    release.save(force_insert=True)
    _store(release, target.versions, at)
    forget()
    try:
        _write_rooms(changes)
    except BaseException:
        # The transaction goes, and with it the release that a room may have read meanwhile.
        forget()
        raise
    detail = {
        "release": release.number,
        "added": sum(len(change.added) for change in changes),
        "changed": sum(len(change.changed) for change in changes),
        "removed": sum(len(change.removed) for change in changes),
    }
    return Done(release, subject=subject, detail=detail)


def _write_rooms(changes: Iterable[Change[PackObject]]) -> None:
    for change in changes:
        write = sections.get(change.section).apply if change.section in sections else None
        if write is not None:
            write(change)


def _store(release: Release, versions: State, at: datetime) -> None:
    """Write the objects that are new and the entries of the release."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT section, key, digest, id FROM ts_packs_object WHERE digest = ANY (%s)",
            [[version.digest for version in versions.values()]],
        )
        known: dict[tuple[str, str, str], UUID] = {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}
    fresh = [
        StoredObject(
            section=section,
            key=key,
            digest=version.digest,
            body=plain(version.body),
            source=version.source,
            stored_at=at,
        )
        for (section, key), version in versions.items()
        if (section, key, version.digest) not in known
    ]
    StoredObject.objects.bulk_create(fresh, batch_size=500)
    known |= {(stored.section, stored.key, stored.digest): stored.id for stored in fresh}
    entries: Iterable[Entry] = (
        Entry(
            release=release,
            stored_id=known[section, key, version.digest],
            section=section,
            key=key,
            change_set_id=version.change_set_id,
        )
        for (section, key), version in versions.items()
    )
    Entry.objects.bulk_create(entries, batch_size=2000)
