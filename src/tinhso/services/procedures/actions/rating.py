"""Rating how a dossier was handled, or how one was served at a counter: the one store of ratings."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import CITIZEN, Actor
from tinhso.core.actions import Done, action
from tinhso.core.errors import InvalidInput
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.models import Rating
from tinhso.services.procedures.types import (
    AlreadyRated,
    DossierRated,
    NotFinishedYet,
    Opinion,
    RatedAsWhole,
    RatingChannel,
)

LONGEST_COMMENT = 2000
MOST_STARS = 5


@action("procedures.rate_dossier", access=CITIZEN)
def rate_dossier(*, actor: Actor, at: datetime, case_id: UUID, stars: int, comment: str = "") -> Done[Rating]:
    """One to five stars, once, by the applicant, after the dossier is finished.

    A linked dossier is rated as a whole, when all its parts are over. Raises ``CaseNotFound``, ``NotFinishedYet``,
    ``AlreadyRated``, ``RatedAsWhole``.
    """
    case = cases.access_case(actor=actor, case_id=case_id)
    rating, told = dossier_rating(case, Opinion(stars, comment), channel=RatingChannel.ACCOUNT, at=at)
    return Done(rating, rows=[rating], events=told, subject=("case", case_id), detail={"stars": stars})


def dossier_rating(
    case: cases.Case, opinion: Opinion, *, channel: RatingChannel, at: datetime
) -> tuple[Rating, Sequence[DossierRated]]:
    """An unsaved rating of a dossier and the event that tells it, for an action to insert.

    The dossier is locked, so that one of two who rate at once is told. Raises ``InvalidInput``, ``NotFinishedYet``,
    ``AlreadyRated``, ``RatedAsWhole``.
    """
    rating = counter_rating(case.unit_id, opinion, at=at, place_id=None, channel=channel)
    rating.case = lock_rated(case.id)
    return rating, [DossierRated(case.id, opinion.stars)]


def counter_rating(
    unit_id: UUID,
    opinion: Opinion,
    *,
    at: datetime,
    place_id: UUID | None,
    channel: RatingChannel = RatingChannel.TABLET,
) -> Rating:
    """An unsaved rating of a unit. Raises ``InvalidInput``."""
    if not 1 <= opinion.stars <= MOST_STARS:
        raise InvalidInput(fields={"stars": gettext("Chọn từ 1 đến 5 sao.")})
    return Rating(
        unit_id=unit_id,
        channel=channel,
        place_id=place_id,
        stars=opinion.stars,
        reasons=list(opinion.reasons),
        comment=opinion.comment.strip()[:LONGEST_COMMENT],
        rated_at=at,
    )


def lock_rated(case_id: UUID) -> cases.Case:
    """A dossier that may be rated now, locked. Raises ``NotFinishedYet``, ``AlreadyRated``, ``RatedAsWhole``."""
    case = cases.Case.objects.select_for_update().get(pk=case_id)
    if case.parent_id is not None:
        raise RatedAsWhole
    if case.finished_at is None:
        raise NotFinishedYet
    if queries.rating_of(case_id) is not None:
        raise AlreadyRated
    return case
