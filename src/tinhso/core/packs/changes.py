"""Change sets: what is in force changes without files, written by one official and published by another.

A change set is a list of whole objects. Publishing makes a release out of the one in force with these objects in it;
they stay over the files at every later apply, until the files say the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.db import Page, keyset
from tinhso.core.errors import Forbidden
from tinhso.core.packs.content import canonical_json, digest, plain
from tinhso.core.packs.in_force import current
from tinhso.core.packs.in_force import version as version_in_force
from tinhso.core.packs.loader import Key
from tinhso.core.packs.models import ChangedObject, ChangeSet, ChangeSetState, EarlierBody, StoredObject
from tinhso.core.packs.objects import PackManifest
from tinhso.core.packs.problems import (
    ChangeSetClosed,
    ChangeSetNotFound,
    NoPackApplied,
    NotEditable,
    NothingToPropose,
    NothingToUndo,
    ObjectTooLarge,
    OwnProposal,
    PackObjectNotFound,
)
from tinhso.core.packs.releases import (
    State,
    Target,
    Version,
    check_state,
    hold_lock,
    latest_release,
    make_release,
    stored_state,
)
from tinhso.core.packs.reviewing import changed_objects, checked, validated
from tinhso.core.packs.section import sections

EDIT: Final = "packs.edit"
PUBLISH: Final = "packs.publish"
#: Bounds of one object: its canonical JSON in bytes, and how deep it nests.
MOST_BYTES: Final = 300_000
MOST_DEPTH: Final = 24
#: How many edits of one object can be undone.
MOST_EARLIER: Final = 30


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
    return _written(_own_draft(actor, change_set_id), at, section, body)


@action("packs.put_objects", access=needs(EDIT))
def put_objects(
    *, actor: Actor, at: datetime, change_set_id: UUID, section: str, bodies: Sequence[Mapping[str, Any]]
) -> Done[int]:
    """Write many objects at once into one's own draft that has none of them yet. Raises as ``put_object``."""
    change_set = _own_draft(actor, change_set_id)
    _admit(section, bodies)
    in_force = current(section)
    rows = []
    for body in bodies:
        key = str(body.get("id", ""))[:120]
        base = version_in_force(section, key).digest if key in in_force else ""
        rows.append(ChangedObject(change_set=change_set, section=section, key=key, body=plain(dict(body)), base=base))
    ChangedObject.objects.bulk_create(rows, batch_size=500)
    _touch(change_set, at)
    return Done(len(rows), subject=("change_set", change_set.id), detail={"section": section, "objects": len(rows)})


@action("packs.edit_object", access=needs(EDIT))
def edit_object(
    *,
    actor: Actor,
    at: datetime,
    change_set_id: UUID,
    section: str,
    key: str,
    edit: Callable[[dict[str, Any]], Mapping[str, Any]],
) -> Done[ChangedObject]:
    """Change one object of one's own draft: ``edit`` gets its body and gives the new one. Edits come one at a time.

    Raises ``PackObjectNotFound`` where the draft has no such object, and what ``put_object`` raises.
    """
    change_set = _own_draft(actor, change_set_id)
    return _written(change_set, at, section, edit(plain(_changed(change_set, section, key).body)))


@action("packs.undo", access=needs(EDIT))
def undo(*, actor: Actor, at: datetime, change_set_id: UUID, section: str, key: str) -> Done[ChangedObject]:
    """Take back the last edit of one object of one's own draft. Raises ``NothingToUndo``."""
    change_set = _own_draft(actor, change_set_id)
    changed = _changed(change_set, section, key)
    earlier = EarlierBody.objects.filter(changed=changed).order_by("-number").first()
    if earlier is None:
        raise NothingToUndo
    changed.body = plain(earlier.body)
    changed.save(update_fields=["body"])
    earlier.delete()
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
    checked(change_set)
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

    Raises ``OwnProposal``, ``ChangeSetClosed``, ``ChangeOutdated``, ``PackInvalid``, and ``ReleaseRefused`` where open
    work would be left stuck; then nothing has changed.
    """
    hold_lock()
    change_set = _to_decide(actor, change_set_id)
    done = make_release(_target_of(change_set), actor=actor, at=at, note=change_set.title)
    change_set.state = ChangeSetState.PUBLISHED
    _decide(change_set, actor, at)
    detail = {"change_set": str(change_set.id), **done.detail}
    return Done(change_set, rows=done.rows, events=done.events, subject=done.subject, detail=detail)


def change_sets(*, actor: Actor, state: str = "", mine: bool = False, after: str | None = None) -> Page[ChangeSet]:
    """Change sets that the actor may see, the last changed first: one's own, and for who publishes all proposed ones
    and those decided on (not with ``mine``).
    """
    seen = Q(author_id=actor.account_id)
    if actor.can(PUBLISH) and not mine:
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


def access_changed(*, actor: Actor, change_set_id: UUID, section: str, key: str) -> tuple[ChangeSet, ChangedObject]:
    """One object of a change set that the actor may see. Raises ``ChangeSetNotFound``, ``PackObjectNotFound``."""
    change_set = access_change_set(actor=actor, change_set_id=change_set_id)
    return change_set, _changed(change_set, section, key)


def body_in_force(section: str, key: str) -> dict[str, Any]:
    """The body of an object in force as it is written in packs.

    Raises ``NotEditable``, ``PackObjectNotFound``.
    """
    _admit(section, [])
    return dict(plain(StoredObject.objects.get(pk=version_in_force(section, key).object_id).body))


def bodies_in_force(section: str) -> dict[str, dict[str, Any]]:
    """The bodies of all objects of a section in force, by id. One query. Raises ``NotEditable``."""
    _admit(section, [])
    ids = [version_in_force(section, key).object_id for key in current(section)]
    return {stored.key: dict(plain(stored.body)) for stored in StoredObject.objects.filter(pk__in=ids)}


def drafted_keys(section: str) -> dict[str, list[ChangeSet]]:
    """Which objects of a section stand in drafts and proposals, by key, with those. One query."""
    open_states = [ChangeSetState.DRAFT, ChangeSetState.PROPOSED]
    found = ChangedObject.objects.filter(section=section, change_set__state__in=open_states)
    keys: dict[str, list[ChangeSet]] = {}
    for changed in found.select_related("change_set").defer("body")[:1000]:
        keys.setdefault(changed.key, []).append(changed.change_set)
    return keys


def proposed_to(actor: Actor) -> QuerySet[ChangeSet]:
    """The proposals of others that wait for who publishes: the badge of the menu."""
    assert actor.account_id is not None  # noqa: S101 -- an official with a grant has an account
    return ChangeSet.objects.filter(state=ChangeSetState.PROPOSED).exclude(author_id=actor.account_id)


def edits_to_undo(changed: ChangedObject) -> int:
    """How many edits of an object can be taken back."""
    return EarlierBody.objects.filter(changed=changed).count()


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
    items = validated(change_set, changed_objects(change_set), {key: version.digest for key, version in state.items()})
    own = {
        key: Version(
            body=changed.body,
            digest=digest(*key, changed.body),
            source=f"“{change_set.title}”",
            item=item,
            change_set_id=change_set.id,
        )
        for key, (changed, item) in items.items()
    }
    versions = {**state, **own}
    manifest = PackManifest.model_validate(latest.manifest)
    check_state(manifest, versions)
    return Target(manifest, latest.layers, versions)


def _changed(change_set: ChangeSet, section: str, key: str) -> ChangedObject:
    found = ChangedObject.objects.filter(change_set=change_set, section=section, key=key).first()
    if found is None:
        raise PackObjectNotFound(section=section, key=key)
    return found


def _written(change_set: ChangeSet, at: datetime, section: str, body: Mapping[str, Any]) -> Done[ChangedObject]:
    _admit(section, [body])
    key = str(body.get("id", ""))[:120]
    detail = {"section": section, "key": key}
    written = plain(dict(body))
    changed = ChangedObject.objects.filter(change_set=change_set, section=section, key=key).first()
    if changed is None:
        base = version_in_force(section, key).digest if key in current(section) else ""
        changed = ChangedObject(change_set=change_set, section=section, key=key, body=written, base=base)
        changed.save(force_insert=True)
    elif canonical_json(changed.body) != canonical_json(written):
        _keep_earlier(changed)
        changed.body = written
        changed.save(update_fields=["body"])
    _touch(change_set, at)
    return Done(changed, subject=("change_set", change_set.id), detail=detail)


def _admit(section: str, bodies: Sequence[Mapping[str, Any]]) -> None:
    """Refuse what officials may not change, and what is too large."""
    if section not in sections or not sections.get(section).editable:
        raise NotEditable(section=section)
    if any(_depth(body) > MOST_DEPTH or len(canonical_json(body).encode()) > MOST_BYTES for body in bodies):
        raise ObjectTooLarge(size=MOST_BYTES // 1000, depth=MOST_DEPTH)


def _keep_earlier(changed: ChangedObject) -> None:
    last = EarlierBody.objects.filter(changed=changed).order_by("-number").values_list("number", flat=True).first()
    number = (last or 0) + 1
    EarlierBody.objects.create(changed=changed, number=number, body=plain(changed.body))
    EarlierBody.objects.filter(changed=changed, number__lte=number - MOST_EARLIER).delete()


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
