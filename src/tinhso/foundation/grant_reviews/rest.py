"""REST: reviews of rights, as the desk has them."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core import clock
from tinhso.core.access import OFFICIAL, needs
from tinhso.core.faces import PageRequest
from tinhso.core.rest import RestRoom
from tinhso.foundation.grant_reviews import actions, queries
from tinhso.foundation.grant_reviews.models import Review
from tinhso.foundation.grant_reviews.types import AUDIT, State

rest = RestRoom("grant_reviews", "Rà soát quyền")


class GrantReviewOut(Schema):
    """A review of one unit; ``digest`` is that of its evidence once it is closed."""

    id: UUID
    unit_id: UUID
    unit: str
    round_date: date
    due_date: date
    state: State
    total: int
    undecided: int
    marked: int
    escalated: int
    closed_at: datetime | None
    closed_by: str
    digest: str


class GrantReviewsOut(Schema):
    """Reviews, the newest round first."""

    items: list[GrantReviewOut]
    next: str | None


class ReviewsOverviewOut(GrantReviewsOut):
    """The same of all units that one audits, and how many are open, late and done."""

    open: int
    late: int
    done: int


class RightOut(Schema):
    """A right in a review. ``mine``: whether who asks decides about it."""

    id: UUID
    number: int
    kind: str
    holder: str
    what: str
    since_date: date
    until_date: date | None
    last_used_at: datetime | None
    marks: list[str]
    decider_id: UUID
    escalated_at: datetime | None
    decision: str
    ends_date: date | None
    reason: str
    decided_at: datetime | None
    decided_by: str
    mine: bool


class RightsOut(Schema):
    """Rights in the order of the review."""

    items: list[RightOut]
    next: str | None


class RightsDecisionIn(Schema):
    """One decision about some rights; ``ends_date`` where it is ``shorten``."""

    items: list[UUID] = Field(min_length=1, max_length=500)
    decision: Literal["keep", "shorten", "withdraw"]
    reason: str = Field(max_length=500)
    ends_date: date | None = None


class DecidedOut(Schema):
    """How many rights were decided."""

    decided: int


class ReviewRecordOut(Schema):
    """The evidence of a closed review and the SHA-256 of its canonical text, which the sealed log holds too."""

    record: dict[str, Any] | None
    sha256: str


def _out(review: Review, at: datetime) -> dict[str, Any]:
    names = set(GrantReviewOut.model_fields) - {"unit", "state"}
    values = {name: getattr(review, name) for name in names}
    return {**values, "unit": review.unit.name, "state": queries.state_of(review, clock.local(at).date())}


def _page(page: Any, at: datetime) -> dict[str, Any]:
    return {"items": [_out(review, at) for review in page.items], "next": page.next_cursor}


@rest.get("/grant-reviews", access=OFFICIAL, response=GrantReviewsOut)
def list_reviews(request: PageRequest, state: State | None = None, after: str | None = None) -> dict[str, Any]:
    """The reviews in which one decides."""
    page = queries.reviews(actor=request.actor, at=request.at, state=state or "", after=after)
    return _page(page, request.at)


@rest.get("/grant-reviews/overview", access=needs(AUDIT), response=ReviewsOverviewOut)
def read_overview(request: PageRequest, state: State | None = None, after: str | None = None) -> dict[str, Any]:
    """How the reviews of all units stand."""
    page = queries.overview(actor=request.actor, at=request.at, state=state or "", after=after)
    return {**_page(page, request.at), **queries.figures(actor=request.actor, at=request.at)}


@rest.get("/grant-reviews/{review_id}", access=OFFICIAL, response=GrantReviewOut)
def read_review(request: PageRequest, review_id: UUID) -> dict[str, Any]:
    """One review."""
    return _out(queries.access_review(actor=request.actor, review_id=review_id), request.at)


@rest.get("/grant-reviews/{review_id}/rights", access=OFFICIAL, response=RightsOut)
def list_rights(
    request: PageRequest,
    review_id: UUID,
    only: Literal["", "undecided", "marked"] = "",
    after: str | None = None,
) -> dict[str, Any]:
    """Its rights: all, the undecided, or those that are marked."""
    review = queries.access_review(actor=request.actor, review_id=review_id)
    page = queries.items(actor=request.actor, review=review, only=only, after=after)
    return {"items": list(page.items), "next": page.next_cursor}


@rest.post("/grant-reviews/{review_id}/decisions", access=OFFICIAL, response=DecidedOut)
def decide(request: PageRequest, review_id: UUID, given: RightsDecisionIn) -> dict[str, int]:
    """Decide about some of its rights: all of them or none."""
    count = actions.decide(
        actor=request.actor,
        at=request.at,
        review_id=review_id,
        item_ids=given.items,
        decision=given.decision,
        reason=given.reason,
        ends_date=given.ends_date,
    )
    return {"decided": count}


@rest.post("/grant-reviews/{review_id}/close", access=OFFICIAL, response=GrantReviewOut)
def close(request: PageRequest, review_id: UUID) -> dict[str, Any]:
    """Close it, when all is decided."""
    actions.close_review(actor=request.actor, at=request.at, review_id=review_id)
    return _out(queries.access_review(actor=request.actor, review_id=review_id), request.at)


@rest.get("/grant-reviews/{review_id}/record", access=OFFICIAL, response=ReviewRecordOut)
def read_record(request: PageRequest, review_id: UUID) -> dict[str, Any]:
    """Its evidence; none while it is open."""
    review = queries.access_review(actor=request.actor, review_id=review_id)
    return {"record": review.record, "sha256": review.digest}
