"""Change sets: what is in force changes without files, written by one official and published by another.

A change set is a list of whole objects. Publishing makes a release out of the one in force with these objects in it;
they stay over the files at every later apply, until the files say the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.db import Page, keyset
from tinhso.core.errors import Forbidden
from tinhso.core.packs.content import canonical_json, digest
from tinhso.core.packs.document import node_of
from tinhso.core.packs.explain import explain
from tinhso.core.packs.in_force import current
from tinhso.core.packs.in_force import version as version_in_force
from tinhso.core.packs.loader import Key
from tinhso.core.packs.models import ChangedObject, ChangeSet, ChangeSetState, Release
from tinhso.core.packs.objects import PackManifest
from tinhso.core.packs.problems import (
    ChangeOutdated,
    ChangeSetClosed,
    ChangeSetNotFound,
    NoPackApplied,
    NotEditable,
    NothingToPropose,
    ObjectTooLarge,
    OwnProposal,
    PackInvalid,
    Problem,
)
from tinhso.core.packs.releases import (
    Difference,
    State,
    Target,
    Version,
    check_state,
    difference,
    hold_lock,
    latest_release,
    make_release,
    stored_state,
)
from tinhso.core.packs.section import sections

EDIT: Final = "packs.edit"
PUBLISH: Final = "packs.publish"
#: Bounds of one object: its canonical JSON in bytes, and how deep it nests.
MOST_BYTES: Final = 300_000
MOST_DEPTH: Final = 24


@dataclass(frozen=True, slots=True)
class Review:
    """What a change set would do: the problems that forbid it, or else the difference it makes."""

    problems: tuple[Problem, ...]
    difference: Difference | None


@action("packs.start_change_set", access=needs(EDIT))
def start_change_set(*, actor: Actor, at: datetime, title: str) -> Done[ChangeSet]:
    """Begin a change set."""
    assert actor.account_id is not None  # noqa: S101 -- an official with a grant has an account
    change_set = ChangeSet(
        title=title.strip()[:200] or _("Sửa đổi cấu hình"),
        author_id=actor.account_id,
        author_name=actor.name,
        created_at=at,
        changed_at=at,
    )
    return Done(change_set, rows=[change_set], subject=("change_set", change_set.id))


@action("packs.put_object", access=needs(EDIT))
def put_object(
    *, actor: Actor, at: datetime, change_set_id: UUID, section: str, body: Mapping[str, Any]
) -> Done[ChangedObject]:
    """Write one object into one's own draft; whether it is right is told by ``review``, and asked by ``propose``.

    Raises ``ChangeSetNotFound``, ``ChangeSetClosed``, ``NotEditable``, ``ObjectTooLarge``.
    """
    change_set = _own_draft(actor, change_set_id)
    if section not in sections or not sections.get(section).editable:
        raise NotEditable(section=section)
    if _depth(body) > MOST_DEPTH or len(canonical_json(body).encode()) > MOST_BYTES:
        raise ObjectTooLarge(size=MOST_BYTES // 1000, depth=MOST_DEPTH)
    key = str(body.get("id", ""))[:120]
    before = version_in_force(section, key).digest if key in current(section) else ""
    changed, _made = ChangedObject.objects.update_or_create(
        change_set=change_set,
        section=section,
        key=key,
        defaults={"body": dict(body)},
        create_defaults={"body": dict(body), "base": before},
    )
    _touch(change_set, at)
    return Done(changed, subject=("change_set", change_set.id), detail={"section": section, "key": key})


@action("packs.drop_object", access=needs(EDIT))
def drop_object(*, actor: Actor, at: datetime, change_set_id: UUID, section: str, key: str) -> Done[None]:
    """Take one object out of one's own draft."""
    change_set = _own_draft(actor, change_set_id)
    ChangedObject.objects.filter(change_set=change_set, section=section, key=key).delete()
    _touch(change_set, at)
    return Done(None, subject=("change_set", change_set.id), detail={"section": section, "key": key})


@action("packs.propose", access=needs(EDIT))
def propose(*, actor: Actor, at: datetime, change_set_id: UUID) -> Done[ChangeSet]:
    """Hand one's own draft to who publishes. Raises ``NothingToPropose`` and ``PackInvalid``."""
    change_set = _own_draft(actor, change_set_id)
    if not ChangedObject.objects.filter(change_set=change_set).exists():
        raise NothingToPropose
    _target_of(change_set)
    change_set.state, change_set.proposed_at, change_set.reason = ChangeSetState.PROPOSED, at, ""
    _touch(change_set, at)
    return Done(change_set, subject=("change_set", change_set.id))


@action("packs.take_back", access=needs(EDIT))
def take_back(*, actor: Actor, at: datetime, change_set_id: UUID) -> Done[ChangeSet]:
    """Make one's own proposal a draft again."""
    change_set = _locked(actor, change_set_id, ChangeSetState.PROPOSED)
    if change_set.author_id != actor.account_id:
        raise Forbidden
    change_set.state = ChangeSetState.DRAFT
    _touch(change_set, at)
    return Done(change_set, subject=("change_set", change_set.id))


@action("packs.discard_change_set", access=needs(EDIT))
def discard_change_set(*, actor: Actor, at: datetime, change_set_id: UUID) -> Done[ChangeSet]:
    """Give one's own draft up; it stays to be read."""
    change_set = _own_draft(actor, change_set_id)
    change_set.state = ChangeSetState.DISCARDED
    _touch(change_set, at)
    return Done(change_set, subject=("change_set", change_set.id))


@action("packs.send_back", access=needs(PUBLISH))
def send_back(*, actor: Actor, at: datetime, change_set_id: UUID, reason: str) -> Done[ChangeSet]:
    """Return a proposal to its author with the reason."""
    change_set = _to_decide(actor, change_set_id)
    change_set.state, change_set.reason = ChangeSetState.DRAFT, reason.strip()[:1000]
    _decide(change_set, actor, at)
    return Done(change_set, subject=("change_set", change_set.id))


@action("packs.publish_change_set", access=needs(PUBLISH))
def publish_change_set(*, actor: Actor, at: datetime, change_set_id: UUID) -> Done[ChangeSet]:
    """Put a proposal of somebody else in force as a new release.

    Raises ``OwnProposal``, ``ChangeSetClosed``, ``ChangeOutdated`` and ``PackInvalid``; then nothing has changed.
    """
    hold_lock()
    change_set = _to_decide(actor, change_set_id)
    done = make_release(_target_of(change_set), actor=actor, at=at, note=change_set.title)
    change_set.state = ChangeSetState.PUBLISHED
    _decide(change_set, actor, at)
    detail = {"change_set": str(change_set.id), **done.detail}
    return Done(change_set, rows=done.rows, events=done.events, subject=done.subject, detail=detail)


def change_sets(*, actor: Actor, state: str = "", after: str | None = None) -> Page[ChangeSet]:
    """Change sets that the actor may see, the last changed first: one's own, and for who publishes all proposed ones
    and those decided on.
    """
    seen = Q(author_id=actor.account_id)
    if actor.can(PUBLISH):
        seen |= Q(state__in=[ChangeSetState.PROPOSED, ChangeSetState.PUBLISHED])
    elif not actor.can(EDIT):
        raise Forbidden
    found = ChangeSet.objects.filter(seen, state=state) if state else ChangeSet.objects.filter(seen)
    return keyset(found, order=("-changed_at", "id"), after=after)


def access_change_set(*, actor: Actor, change_set_id: UUID) -> ChangeSet:
    """One change set. Raises ``ChangeSetNotFound`` where there is none or the actor may not see it."""
    found = ChangeSet.objects.filter(pk=change_set_id).first()
    if found is None or not _may_see(actor, found):
        raise ChangeSetNotFound
    return found


def changed_objects(change_set: ChangeSet) -> list[ChangedObject]:
    """The objects of a change set, by section and key."""
    return list(ChangedObject.objects.filter(change_set=change_set).order_by("section", "key"))


def review(change_set: ChangeSet, at: datetime) -> Review:
    """Whether a change set can be published, and what it would change and touch."""
    try:
        target = _target_of(change_set)
    except PackInvalid as error:
        return Review(error.problems, None)
    except ChangeOutdated as error:
        return Review((Problem(change_set.title, 0, error.message),), None)
    latest = latest_release()
    assert latest is not None  # noqa: S101 -- _target_of has read it
    return Review((), difference(stored_state(latest), target, at))


def published_objects() -> Iterator[tuple[Key, Mapping[str, Any]]]:
    """What stays over the files: section and key with the body, for writing it back into files."""
    latest = latest_release()
    versions: State = stored_state(latest, only_published=True) if latest else {}
    return ((key, version.body) for key, version in versions.items())


def _target_of(change_set: ChangeSet) -> Target:
    """The state in force with the objects of the change set. Raises ``PackInvalid`` and ``ChangeOutdated``."""
    latest = latest_release()
    if latest is None:
        raise NoPackApplied
    state = stored_state(latest)
    versions = {**state, **_versions_of(change_set, state, latest)}
    manifest = PackManifest.model_validate(latest.manifest)
    check_state(manifest, versions)
    return Target(manifest, latest.layers, versions)


def _versions_of(change_set: ChangeSet, state: State, latest: Release) -> dict[Key, Version]:
    problems: list[Problem] = []
    versions: dict[Key, Version] = {}
    source = f"“{change_set.title}”"
    for changed in changed_objects(change_set):
        key = (changed.section, changed.key)
        if (state[key].digest if key in state else "") != changed.base:
            raise ChangeOutdated(section=changed.section, key=changed.key)
        schema = sections.get(changed.section).schema
        try:
            item = schema.model_validate(changed.body)
        except ValidationError as error:
            problems += explain(error, schema, source, node_of(changed.body), changed.section, changed.key)
            continue
        mark = digest(changed.section, changed.key, changed.body)
        versions[key] = Version(changed.body, mark, source, item, change_set.id)
    if problems:
        raise PackInvalid(latest.province, problems)
    return versions


def _may_see(actor: Actor, change_set: ChangeSet) -> bool:
    mine = actor.account_id == change_set.author_id and actor.can(EDIT)
    return mine or (actor.can(PUBLISH) and change_set.state in {ChangeSetState.PROPOSED, ChangeSetState.PUBLISHED})


def _locked(actor: Actor, change_set_id: UUID, state: ChangeSetState) -> ChangeSet:
    found = ChangeSet.objects.select_for_update().filter(pk=change_set_id).first()
    if found is None or not _may_see(actor, found):
        raise ChangeSetNotFound
    if found.state != state:
        raise ChangeSetClosed(state=ChangeSetState(found.state).label)
    return found


def _own_draft(actor: Actor, change_set_id: UUID) -> ChangeSet:
    change_set = _locked(actor, change_set_id, ChangeSetState.DRAFT)
    if change_set.author_id != actor.account_id:
        raise ChangeSetNotFound
    return change_set


def _to_decide(actor: Actor, change_set_id: UUID) -> ChangeSet:
    change_set = _locked(actor, change_set_id, ChangeSetState.PROPOSED)
    if change_set.author_id == actor.account_id:
        raise OwnProposal
    return change_set


def _decide(change_set: ChangeSet, actor: Actor, at: datetime) -> None:
    change_set.decided_by_id, change_set.decided_by_name, change_set.decided_at = actor.account_id, actor.name, at
    _touch(change_set, at)


def _touch(change_set: ChangeSet, at: datetime) -> None:
    change_set.changed_at = at
    change_set.save(force_update=True)


def _depth(value: object, level: int = 1) -> int:
    if level > MOST_DEPTH:
        return level
    members: Any = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return max((_depth(member, level + 1) for member in members), default=level)
