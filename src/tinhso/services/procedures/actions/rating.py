"""Rating how a dossier was handled."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import CITIZEN, Actor
from tinhso.core.actions import Done, action
from tinhso.core.errors import InvalidInput
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.models import Rating
from tinhso.services.procedures.types import AlreadyRated, DossierRated, NotFinishedYet, RatedAsWhole

LONGEST_COMMENT = 2000


@action("procedures.rate_dossier", access=CITIZEN)
def rate_dossier(*, actor: Actor, at: datetime, case_id: UUID, stars: int, comment: str = "") -> Done[Rating]:
    """One to five stars, once, by the applicant, after the dossier is finished.

    A linked dossier is rated as a whole, when all its parts are over. Raises ``CaseNotFound``, ``NotFinishedYet``,
    ``AlreadyRated``, ``RatedAsWhole``.
    """
    if not 1 <= stars <= 5:
        raise InvalidInput(fields={"stars": gettext("Chọn từ 1 đến 5 sao.")})
    case = cases.access_case(actor=actor, case_id=case_id)
    if case.parent_id is not None:
        raise RatedAsWhole
    if case.finished_at is None:
        raise NotFinishedYet
    if queries.rating_of(case_id) is not None:
        raise AlreadyRated
    rating = Rating(case_id=case_id, stars=stars, comment=comment.strip()[:LONGEST_COMMENT], rated_at=at)
    return Done(
        rating, rows=[rating], events=[DossierRated(case_id, stars)], subject=("case", case_id), detail={"stars": stars}
    )
