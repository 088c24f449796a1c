"""Papers that a person gets back when a dossier ended without a result."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.engines.cases import api as cases
from tinhso.services.papers import queries
from tinhso.services.papers.models import GivenBack
from tinhso.services.papers.types import GIVE, NothingToGiveBack, SheetInvalid

LONGEST_NAME: Final = 250
LONGEST_NOTE: Final = 500


@action("papers.give_back", access=needs(GIVE))
def give_back(*, actor: Actor, at: datetime, case_id: UUID, taker: str, note: str = "") -> Done[GivenBack]:
    """Trả lại giấy tờ: note who took back the papers of a dossier that was refused, stopped or withdrawn.

    Raises ``NothingToGiveBack`` (also for who comes second), ``SheetInvalid``, ``CaseNotFound``, ``Forbidden``.
    """
    case = cases.access_case(actor=actor, case_id=case_id)
    if actor.unit_id is None or not any(
        actor.can(GIVE, unit_id=unit) for unit in (case.unit_id, case.receiving_unit_id)
    ):
        raise Forbidden
    if not queries.has_papers_to_give_back(case):
        raise NothingToGiveBack
    if not taker.strip():
        raise SheetInvalid(fields={"back_taker": gettext("Ghi tên người nhận lại giấy tờ.")})
    row = GivenBack(
        case=case,
        unit_id=actor.unit_id,
        taker=taker.strip()[:LONGEST_NAME],
        note=note.strip()[:LONGEST_NOTE],
        given_by=actor.name,
        at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody gave them back at the same moment
        raise NothingToGiveBack from None
    return Done(row, subject=("case", case.id), detail={})
