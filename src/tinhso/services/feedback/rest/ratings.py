"""REST: rating by link and tablet, the ratings of units, the tablets of counters."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.access import PUBLIC, needs
from tinhso.core.faces import PageRequest
from tinhso.services.feedback import actions, queries
from tinhso.services.feedback.rest.room import TABLET, checked, guard, rest
from tinhso.services.feedback.rules.ratings import Counts
from tinhso.services.feedback.types import MANAGE, READ
from tinhso.services.procedures import api as procedures
from tinhso.services.scorecards import api as scorecards

_VOICES, _PRESSES = 200, 300


class ToRateOut(Schema):
    """What a link rates: the dossier's code, and whether it was rated and can be."""

    code: str | None
    rated: bool
    finished: bool


class LinkRatingIn(Schema):
    """A face (very, good, bad), reasons by id, words."""

    face: str = Field(max_length=10)
    reasons: list[str] = Field([], max_length=20)
    comment: str = Field("", max_length=2000)


class GivenRatingOut(Schema):
    """A rating as kept, in stars; nothing of who gave it."""

    id: UUID
    unit_id: UUID
    channel: str
    stars: int
    reasons: list[str]
    comment: str
    rated_at: datetime
    dossier_id: UUID | None


class FaceIn(Schema):
    """A face that was pressed."""

    face: str = Field(max_length=10)


class MoreIn(Schema):
    """What is said more of a face that was pressed: reasons, words, the code of a dossier."""

    reasons: list[str] = Field([], max_length=20)
    comment: str = Field("", max_length=2000)
    code: str = Field("", max_length=80)


class CountsOut(Schema):
    """How many ratings, by how content people were."""

    very: int
    good: int
    plain: int
    bad: int


class UnitRatings(Schema):
    """A unit counted; ``unit_id`` is null for those put together, ``counts`` null for what is not told."""

    unit_id: UUID | None
    counts: CountsOut | None


class RatingsOut(Schema):
    """Units over a period, and all of them."""

    period: str
    items: list[UnitRatings]
    whole: CountsOut


class RatingsOfUnit(Schema):
    """The ratings of a unit, newest first; none where there are too few."""

    items: list[GivenRatingOut]
    total: int
    next: str | None


class TabletIn(Schema):
    """A tablet to register."""

    unit_id: UUID
    name: str = Field(max_length=200)


class TabletOut(Schema):
    """A registered tablet."""

    id: UUID
    unit_id: UUID
    name: str
    registered_at: datetime


class TabletSecret(Schema):
    """The secret of a new tablet, told once."""

    secret: str


def _counts(counts: Counts) -> CountsOut:
    return CountsOut(very=counts.very, good=counts.good, plain=counts.plain, bad=counts.bad)


def _rating(row: procedures.Rating, *, dossier: bool = False) -> GivenRatingOut:
    return GivenRatingOut(
        id=row.id,
        unit_id=row.unit_id,
        channel=row.channel,
        stars=row.stars,
        reasons=row.reasons,
        comment=row.comment,
        rated_at=row.rated_at,
        dossier_id=row.case_id if dossier else None,
    )


@rest.get("/feedback/links/{token}", access=PUBLIC, response=ToRateOut)
def read_link(request: PageRequest, token: str) -> ToRateOut:
    """What the link of a paper rates."""
    guard("rate", _VOICES)
    case = queries.case_of_link(token)
    rated = procedures.rating_of(case.id) is not None
    return ToRateOut(code=case.code, rated=rated, finished=case.finished_at is not None)


@rest.post("/feedback/links/{token}", access=PUBLIC, response=GivenRatingOut, status=201)
def rate_by_link(request: PageRequest, token: str, given: LinkRatingIn) -> GivenRatingOut:
    """Rate a dossier by the link of its paper, once."""
    guard("rate", _VOICES)
    checked(comment=given.comment)
    return _rating(actions.rate_by_link(actor=request.actor, at=request.at, token=token, **given.dict()))


@rest.post("/feedback/tablet/ratings", access=PUBLIC, response=GivenRatingOut, status=201)
def rate_at_tablet(request: PageRequest, given: FaceIn, secret: str = TABLET) -> GivenRatingOut:
    """Press a face on a tablet, whose secret goes along."""
    guard("press", _PRESSES)
    return _rating(actions.rate_at_tablet(actor=request.actor, at=request.at, secret=secret, face=given.face))


@rest.post("/feedback/tablet/ratings/{rating_id}", access=PUBLIC, response=GivenRatingOut)
def explain_rating(request: PageRequest, rating_id: UUID, given: MoreIn, secret: str = TABLET) -> GivenRatingOut:
    """Say more of a face that was just pressed."""
    guard("press", _PRESSES)
    checked(comment=given.comment, code=given.code)
    row = actions.explain_rating(actor=request.actor, at=request.at, secret=secret, rating_id=rating_id, **given.dict())
    return _rating(row)


@rest.get("/feedback/ratings/{period}", access=needs(READ), response=RatingsOut)
def list_ratings(request: PageRequest, period: str) -> RatingsOut:
    """The units that one may read over a period (2026-11, 2026-Q4, 2026)."""
    asked = scorecards.read_period(period)
    found = queries.overview(actor=request.actor, at=request.at, period=asked)
    rows = [UnitRatings(unit_id=row.unit_id, counts=_counts(row.counts) if row.counts else None) for row in found.rows]
    return RatingsOut(period=asked.name, items=rows, whole=_counts(found.whole))


@rest.get("/feedback/ratings/{period}/{unit_id}", access=needs(READ), response=RatingsOfUnit)
def list_ratings_of_unit(request: PageRequest, period: str, unit_id: UUID, after: str | None = None) -> RatingsOfUnit:
    """The ratings of a unit, each with its dossier where one may open it."""
    page = queries.ratings_of_unit(
        actor=request.actor, at=request.at, period=scorecards.read_period(period), unit_id=unit_id, after=after
    )
    rows = [_rating(shown.row, dossier=shown.case is not None) for shown in page.items]
    return RatingsOfUnit(items=rows, total=page.total or 0, next=page.next_cursor)


@rest.get("/feedback/tablets", access=needs(MANAGE), response=list[TabletOut])
def list_tablets(request: PageRequest) -> list[TabletOut]:
    """The tablets of the units that one leads."""
    return [
        TabletOut(id=one.id, unit_id=one.unit_id, name=one.name, registered_at=one.registered_at)
        for one in queries.tablets(actor=request.actor)
    ]


@rest.post("/feedback/tablets", access=needs(MANAGE), response=TabletSecret, status=201)
def register_tablet(request: PageRequest, given: TabletIn) -> TabletSecret:
    """Register a tablet; its secret is told once."""
    checked(name=given.name)
    secret = actions.register_tablet(actor=request.actor, at=request.at, unit_id=given.unit_id, name=given.name)
    return TabletSecret(secret=secret)


@rest.delete("/feedback/tablets/{tablet_id}", access=needs(MANAGE), response=TabletOut)
def revoke_tablet(request: PageRequest, tablet_id: UUID) -> TabletOut:
    """Take a tablet back."""
    one = actions.revoke_tablet(actor=request.actor, at=request.at, tablet_id=tablet_id)
    return TabletOut(id=one.id, unit_id=one.unit_id, name=one.name, registered_at=one.registered_at)
