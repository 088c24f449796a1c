"""REST: change sets. Every operation calls the same verbs and reads as the pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Body, Schema
from pydantic import Field

from tinhso.core.access import OFFICIAL, needs
from tinhso.core.faces import PageRequest
from tinhso.core.packs import changes
from tinhso.core.packs.models import ChangeSet
from tinhso.core.packs.reviewing import review
from tinhso.core.packs.told import problem_told, revision_told
from tinhso.core.rest import RestRoom

rest = RestRoom("packs", "Cấu hình")
EDIT, PUBLISH = needs(changes.EDIT), needs(changes.PUBLISH)
SHORT = 200


class ChangeSetOut(Schema):
    """A change set; ``state`` is draft, proposed, published or discarded."""

    id: UUID
    title: str
    state: str
    author_name: str
    created_at: datetime
    changed_at: datetime
    proposed_at: datetime | None
    decided_by_name: str
    decided_at: datetime | None
    reason: str


class ChangeSetPage(Schema):
    """Change sets, the last changed first; ``next`` is the cursor of the following page."""

    items: list[ChangeSetOut]
    next: str | None


class FieldOut(Schema):
    """One difference in words."""

    where: str
    old: str
    new: str
    kind: str


class ProblemOut(Schema):
    """One thing that forbids publishing, or could be better: field, what is wrong, what was expected, what is near."""

    section: str
    key: str
    field: str
    where: str
    message: str
    expected: str
    near: str


class ObjectOut(Schema):
    """One object of a change set: its body as proposed and what differs from what was in force."""

    section: str
    key: str
    is_new: bool
    body: dict[str, Any]
    fields: list[FieldOut]


class ImpactOut(Schema):
    """What publishing would touch."""

    key: str
    count: int
    text: str


class ReviewOut(Schema):
    """A change set with everything it would do."""

    change_set: ChangeSetOut
    objects: list[ObjectOut]
    problems: list[ProblemOut]
    warnings: list[ProblemOut]
    impacts: list[ImpactOut]


class TitleIn(Schema):
    """What a change set is called."""

    title: str = Field(max_length=SHORT)


class ReasonIn(Schema):
    """Why a proposal is sent back."""

    reason: str = Field(min_length=1, max_length=1000)


class BodyOut(Schema):
    """One object of a draft as it is kept."""

    section: str
    key: str
    body: dict[str, Any]


@rest.get("/packs/change-sets", access=OFFICIAL, response=ChangeSetPage)
def change_sets(request: PageRequest, state: str = "", mine: bool = False, after: str | None = None) -> dict[str, Any]:
    """Change sets that the caller may see: one's own, and for who publishes those of others too."""
    page = changes.change_sets(actor=request.actor, state=state[:20], mine=mine, after=after)
    return {"items": page.items, "next": page.next_cursor}


@rest.post("/packs/change-sets", access=EDIT, response=ChangeSetOut, status=201)
def post_change_set(request: PageRequest, body: TitleIn) -> ChangeSet:
    """Begin a change set."""
    return changes.start_change_set(actor=request.actor, at=request.at, title=body.title)


@rest.get("/packs/change-sets/{change_set_id}", access=OFFICIAL, response=ReviewOut)
def change_set(request: PageRequest, change_set_id: UUID) -> dict[str, Any]:
    """One change set: what it changes and touches, and what is wrong with it."""
    found = changes.access_change_set(actor=request.actor, change_set_id=change_set_id)
    told = review(found, request.at)
    bodies = {(revision.section, revision.key): revision.new for revision in told.revisions}
    return {
        "change_set": found,
        "objects": [
            {
                "section": revision.section,
                "key": revision.key,
                "is_new": revision.is_new,
                "body": dict(revision.new),
                "fields": revision_told(revision),
            }
            for revision in told.revisions
        ],
        "problems": [problem_told(each, bodies.get((each.section, each.object_id), {})) for each in told.problems],
        "warnings": [problem_told(each, bodies.get((each.section, each.object_id), {})) for each in told.warnings],
        "impacts": [
            {"key": impact.object_id, "count": impact.count, "text": impact.text} for _section, impact in told.impacts
        ],
    }


@rest.get("/packs/sections/{section}/{key}", access=EDIT, response=dict[str, Any])
def read_object(request: PageRequest, section: str, key: str) -> dict[str, Any]:
    """One object in force as it is written in packs: what a draft begins from."""
    return changes.body_in_force(section, key)


@rest.put("/packs/change-sets/{change_set_id}/objects/{section}", access=EDIT, response=BodyOut)
def put_object(request: PageRequest, change_set_id: UUID, section: str, body: Body[dict[str, Any]]) -> Any:
    """Write one whole object into one's own draft."""
    return changes.put_object(
        actor=request.actor, at=request.at, change_set_id=change_set_id, section=section, body=body
    )


@rest.delete("/packs/change-sets/{change_set_id}/objects/{section}/{key}", access=EDIT, status=204)
def delete_object(request: PageRequest, change_set_id: UUID, section: str, key: str) -> None:
    """Take one object out of one's own draft."""
    changes.drop_object(actor=request.actor, at=request.at, change_set_id=change_set_id, section=section, key=key)


@rest.post("/packs/change-sets/{change_set_id}/objects/{section}/{key}/undo", access=EDIT, response=BodyOut)
def undo(request: PageRequest, change_set_id: UUID, section: str, key: str) -> Any:
    """Take back the last edit of one object of one's own draft."""
    return changes.undo(actor=request.actor, at=request.at, change_set_id=change_set_id, section=section, key=key)


@rest.post("/packs/change-sets/{change_set_id}/propose", access=EDIT, response=ChangeSetOut)
def propose(request: PageRequest, change_set_id: UUID) -> ChangeSet:
    """Hand one's own draft to who publishes."""
    return changes.propose(actor=request.actor, at=request.at, change_set_id=change_set_id)


@rest.post("/packs/change-sets/{change_set_id}/take-back", access=EDIT, response=ChangeSetOut)
def take_back(request: PageRequest, change_set_id: UUID) -> ChangeSet:
    """Make one's own proposal a draft again."""
    return changes.take_back(actor=request.actor, at=request.at, change_set_id=change_set_id)


@rest.post("/packs/change-sets/{change_set_id}/discard", access=EDIT, response=ChangeSetOut)
def discard(request: PageRequest, change_set_id: UUID) -> ChangeSet:
    """Give one's own draft up."""
    return changes.discard_change_set(actor=request.actor, at=request.at, change_set_id=change_set_id)


@rest.post("/packs/change-sets/{change_set_id}/publish", access=PUBLISH, response=ChangeSetOut)
def publish(request: PageRequest, change_set_id: UUID) -> ChangeSet:
    """Put a proposal of somebody else in force."""
    return changes.publish_change_set(actor=request.actor, at=request.at, change_set_id=change_set_id)


@rest.post("/packs/change-sets/{change_set_id}/send-back", access=PUBLISH, response=ChangeSetOut)
def send_back(request: PageRequest, change_set_id: UUID, body: ReasonIn) -> ChangeSet:
    """Return a proposal to its author with the reason."""
    return changes.send_back(actor=request.actor, at=request.at, change_set_id=change_set_id, reason=body.reason)
