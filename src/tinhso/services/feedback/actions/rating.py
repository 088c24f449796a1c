"""Rating by the link on paper and on the tablet of a counter; and the tablets that may take ratings."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import PUBLIC, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden, InvalidInput
from tinhso.core.text import normalise_name
from tinhso.services.feedback import queries
from tinhso.services.feedback.models import Tablet
from tinhso.services.feedback.types import MANAGE, STARS, Face, RatingOver, TabletUnknown
from tinhso.services.procedures import api as procedures

#: So long after a face was pressed its reasons may be given.
EXPLAIN_MINUTES: Final = 10
LONGEST_COMMENT: Final = 2000
_SECRET_BYTES: Final = 24


def _opinion(face: str, reasons: Sequence[str] = (), comment: str = "") -> procedures.Opinion:
    if face not in Face.values:
        raise InvalidInput(fields={"face": gettext("Chọn một khuôn mặt.")})
    return procedures.Opinion(STARS[Face(face)], comment[:LONGEST_COMMENT], queries.reason_ids(reasons))


@action("feedback.rate_by_link", access=PUBLIC)
def rate_by_link(
    *, actor: Actor, at: datetime, token: str, face: str, reasons: Sequence[str] = (), comment: str = ""
) -> Done[procedures.Rating]:
    """Rate a dossier by the link on its paper, once whoever opens it.

    Raises ``LinkUnreadable``, ``InvalidInput``, ``NotFinishedYet``, ``AlreadyRated``, ``RatedAsWhole``.
    """
    case, opinion = queries.case_of_link(token), _opinion(face, reasons, comment)
    row, told = procedures.dossier_rating(case, opinion, channel=procedures.RatingChannel.LINK, at=at)
    return Done(row, rows=[row], events=told, subject=("case", case.id), detail={"stars": row.stars})


@action("feedback.rate_at_tablet", access=PUBLIC)
def rate_at_tablet(*, actor: Actor, at: datetime, secret: str, face: str) -> Done[procedures.Rating]:
    """Press a face on the tablet of a counter (``secret``). Raises ``TabletUnknown``, ``InvalidInput``."""
    place = queries.tablet(secret)
    row = procedures.counter_rating(place.unit_id, _opinion(face), at=at, place_id=place.id)
    return Done(row, rows=[row], subject=("rating", row.id), detail={"stars": row.stars, "unit": str(place.unit_id)})


@action("feedback.explain_rating", access=PUBLIC)
def explain_rating(
    *,
    actor: Actor,
    at: datetime,
    secret: str,
    rating_id: UUID,
    reasons: Sequence[str] = (),
    comment: str = "",
    code: str = "",
) -> Done[procedures.Rating]:
    """Say more of the face that was just pressed on this tablet: reasons, words, the code of the dossier it is about.

    Raises ``TabletUnknown``, ``RatingOver``, ``InvalidInput``, and of the dossier ``NotFinishedYet``, ``AlreadyRated``
    and ``RatedAsWhole``.
    """
    place = queries.tablet(secret)
    row = procedures.Rating.objects.select_for_update().filter(pk=rating_id, place_id=place.id).first()
    if row is None or at > row.rated_at + timedelta(minutes=EXPLAIN_MINUTES) or row.case_id is not None:
        raise RatingOver
    told = []
    if code.strip():
        case = queries.dossier_of_code(code)
        if case is None or place.unit_id not in case.involved:
            raise InvalidInput(fields={"code": gettext("Không có hồ sơ nào của cơ quan này mang mã đó.")})
        row.case = procedures.lock_rated(case.id)
        row.unit_id = case.unit_id
        told = [procedures.DossierRated(case.id, row.stars)]
    row.reasons, row.comment = list(queries.reason_ids(reasons)), comment.strip()[:LONGEST_COMMENT]
    row.save(update_fields=["case", "unit_id", "reasons", "comment"])
    return Done(row, events=told, subject=("rating", row.id), detail={"reasons": row.reasons})


@action("feedback.register_tablet", access=needs(MANAGE))
def register_tablet(*, actor: Actor, at: datetime, unit_id: UUID, name: str) -> Done[str]:
    """Register a tablet at a counter of a unit; returns the secret of its link, which is shown once.

    Raises ``InvalidInput``, ``Forbidden``.
    """
    if not actor.can(MANAGE, unit_id=unit_id):
        raise Forbidden
    title = normalise_name(name)[:120]
    if not title:
        raise InvalidInput(fields={"name": gettext("Ghi tên máy, ví dụ: Quầy 3.")})
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    row = Tablet(unit_id=unit_id, name=title, digest=digest, registered_at=at, registered_by=actor.name)
    return Done(secret, rows=[row], subject=("tablet", row.id), detail={"unit": str(unit_id)})


@action("feedback.revoke_tablet", access=needs(MANAGE))
def revoke_tablet(*, actor: Actor, at: datetime, tablet_id: UUID) -> Done[Tablet]:
    """Take a tablet back; what was rated on it stays. Raises ``TabletUnknown``."""
    row = Tablet.objects.select_for_update().filter(pk=tablet_id, revoked_at__isnull=True).first()
    if row is None or not actor.can(MANAGE, unit_id=row.unit_id):
        raise TabletUnknown
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    return Done(row, subject=("tablet", row.id))
