"""A complaint goes through its flow: what officials do on it, what its sender says, how the answer is rated."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import PUBLIC, SYSTEM, Actor, ActorKind, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import InvalidInput
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.feedback import queries
from tinhso.services.feedback.actions.telling import tell
from tinhso.services.feedback.models import Complaint
from tinhso.services.feedback.rules.complaints import tells_of_somebody
from tinhso.services.feedback.types import (
    HANDLE,
    STARS,
    AnswerRated,
    ComplaintIncomplete,
    Face,
    NothingToRate,
    NotToBePublished,
)

LONGEST: Final = 4000
PUBLISH: Final = "publish"
_OWN: Final = frozenset({"supply", "withdraw"})
_MOMENTS: Final = (
    "refused_at", "asked_at", "supplied_at", "answered_at", "closed_at", "published_at", "withdrawn_at", "publish_by",
    "answer_by", "answer", "public_text", "public_answer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One action on a complaint: words, where it goes to, and for publishing both public texts."""

    action_id: str
    reason: str = ""
    unit_id: UUID | None = None
    public_text: str = ""
    public_answer: str = ""
    seen_seq: int | None = None


@action("feedback.advance", access=needs(HANDLE))
def advance(*, actor: Actor, at: datetime, complaint_id: UUID, step: Step) -> Done[Complaint]:
    """Do one action of the flow on a complaint. What is published has no personal data in it.

    Raises ``ComplaintNotFound``, ``ComplaintIncomplete``, ``NotToBePublished``, and what ``cases.perform`` raises:
    ``CaseMovedOn``, ``ActionNotOffered``, ``NotYourTurn``, ``InputMissing``.
    """
    shown = queries.about(actor=actor, complaint_id=complaint_id)
    if step.action_id == PUBLISH:
        _check_public(step, shown.case.applicant_name)
    units = {unit.id for unit in organisation.units_as_of(local(at).date())}
    if step.unit_id is not None and step.unit_id not in units:
        raise ComplaintIncomplete(fields={"unit": gettext("Chọn cơ quan.")})
    reason = step.public_answer if step.action_id == PUBLISH else step.reason
    inputs = cases.Inputs(reason=reason.strip()[:LONGEST], unit_id=step.unit_id)
    row = Complaint.objects.select_for_update().get(pk=complaint_id)
    _perform(actor, at, row, step, inputs)
    return Done(
        row, rows=tell(shown, step.action_id, at), subject=("complaint", row.case_id), detail={"action": step.action_id}
    )


def _check_public(step: Step, name: str) -> None:
    wrong = {}
    for field, text in (("public_text", step.public_text), ("public_answer", step.public_answer)):
        if not text.strip():
            wrong[field] = gettext("Ghi nội dung công khai.")
        elif tells_of_somebody(text, name):
            raise NotToBePublished(fields={field: gettext("Bỏ tên, số điện thoại, số định danh, thư điện tử.")})
    if wrong:
        raise ComplaintIncomplete(fields=wrong)


def _perform(actor: Actor, at: datetime, row: Complaint, step: Step, inputs: cases.Inputs) -> None:
    """Do the action on the case and keep what this room follows of it."""
    case = cases.perform(
        actor=actor, at=at, case_id=row.case_id, action_id=step.action_id, inputs=inputs, seen_seq=step.seen_seq
    )
    row.answer_by = case.due_at or row.answer_by
    if step.action_id == "refuse":
        row.refused_at = at
    elif step.action_id == "ask":
        row.asked_at, row.supplied_at = row.asked_at or at, None
    elif step.action_id == "supply":
        row.supplied_at = at
    elif step.action_id == "answer":
        unit, rules = organisation.unit(row.about_unit_id), queries.rules_in_force()
        row.answer, row.answered_at = inputs.reason, at
        row.publish_by = queries.answer_moments(unit, at, rules.publish_days)[0]
    elif step.action_id == PUBLISH:
        row.public_text, row.public_answer = step.public_text.strip()[:LONGEST], inputs.reason
        row.published_at = row.closed_at = at
    elif step.action_id == "keep_private":
        row.closed_at = at
    elif step.action_id == "withdraw":
        row.withdrawn_at = at
    row.save(update_fields=_MOMENTS)


@action("feedback.reply", access=PUBLIC)
def reply(
    *, actor: Actor, at: datetime, code: str, action_id: str, reason: str = "", phone: str = ""
) -> Done[Complaint]:
    """The sender says more (``supply``) or takes it back (``withdraw``), by account or by code and telephone.

    Raises ``ComplaintNotFound``, ``InvalidInput``, and what ``cases.perform`` raises.
    """
    shown = queries.access_complaint(actor=actor, code=code, phone=phone, lock=True)
    if action_id not in _OWN:
        raise InvalidInput(fields={"action": action_id[:60]})
    own = actor.kind is ActorKind.CITIZEN and actor.account_id == shown.case.applicant_id
    inputs = cases.Inputs(reason=reason.strip()[:LONGEST])
    _perform(actor if own else SYSTEM, at, shown.row, Step(action_id), inputs)
    return Done(shown.row, subject=("complaint", shown.row.case_id), detail={"action": action_id})


@action("feedback.rate_answer", access=PUBLIC)
def rate_answer(*, actor: Actor, at: datetime, code: str, face: str, phone: str = "") -> Done[Complaint]:
    """The sender rates the answer, once. Raises ``ComplaintNotFound``, ``NothingToRate``, ``AnswerRated``."""
    row = queries.access_complaint(actor=actor, code=code, phone=phone, lock=True).row
    if face not in Face.values:
        raise InvalidInput(fields={"face": gettext("Chọn một khuôn mặt.")})
    if row.answered_at is None:
        raise NothingToRate
    if row.rated_at is not None:
        raise AnswerRated
    row.stars, row.rated_at = STARS[Face(face)], at
    row.save(update_fields=["stars", "rated_at"])
    return Done(row, subject=("complaint", row.case_id), detail={"stars": row.stars})
