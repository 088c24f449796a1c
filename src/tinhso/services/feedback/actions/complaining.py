"""Phản ánh, kiến nghị: from the web, from a rating, at a counter; each becomes a case of the unit that it is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import PUBLIC, SYSTEM, Actor, ActorKind
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_code
from tinhso.core.text import normalise_name, tidy_phone
from tinhso.engines.cases import api as cases
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.feedback import queries
from tinhso.services.feedback.actions.ruling import CASE_TYPE, PAGE
from tinhso.services.feedback.models import Complaint
from tinhso.services.feedback.types import HANDLE, ComplaintIncomplete
from tinhso.services.procedures import api as procedures

SHORTEST: Final = 10
LONGEST: Final = 4000
_CODE_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class Grievance:
    """What somebody complains of: words, the unit or the dossier or the rating it is about, who to answer.

    ``name`` and ``phone`` are asked of who has no account; the same ``key`` is the same complaint sent again.
    """

    text: str
    key: str
    unit_id: UUID | None = None
    dossier_code: str = ""
    rating_id: UUID | None = None
    name: str = ""
    phone: str = ""


@action("feedback.complain", access=PUBLIC)
def complain(*, actor: Actor, at: datetime, grievance: Grievance) -> Done[Complaint]:
    """Take a complaint in and open its case with the unit that it is about. The same key again gives the same one.

    An official takes it at a counter for somebody who is there. Raises ``ComplaintIncomplete`` with every wrong field,
    ``Forbidden`` for an official who may not take complaints.
    """
    at_counter = actor.kind is ActorKind.OFFICIAL
    if at_counter and not (actor.unit_id and actor.can(HANDLE, unit_id=actor.unit_id)):
        raise Forbidden
    rating = _rating(grievance.rating_id)
    dossier = rating.case if rating and rating.case_id else queries.dossier_of_code(grievance.dossier_code)
    unit_id = rating.unit_id if rating else dossier.unit_id if dossier else grievance.unit_id
    applicant = _applicant(actor, grievance)
    wrong = _problems(grievance, applicant, unit_id, dossier, at)
    if wrong or unit_id is None:
        raise ComplaintIncomplete(fields=wrong)
    unit, rules = organisation.unit(unit_id), queries.rules_in_force()
    flow = cases.flow_of(cases.current_version(CASE_TYPE).id)
    opening = cases.Opening(
        type_code=CASE_TYPE,
        title=PAGE.name,
        unit_id=unit.id,
        receiving_unit_id=actor.unit_id if at_counter and actor.unit_id else unit.id,
        applicant=applicant,
        channel=cases.Channel.COUNTER if at_counter else cases.Channel.ONLINE,
        deadline={"value": rules.resolve_days, "unit": "working_days"},
        hours=unit.working_hours,
        code_prefix=unit.code,
        stages={stage.id: cases.Seat(unit.id) for stage in flow.stages},
    )
    opener = SYSTEM if actor.kind is ActorKind.ANONYMOUS else actor
    case = cases.submit_case(actor=opener, at=at, opening=opening, key=f"complaint:{grievance.key}")
    earlier = Complaint.objects.filter(pk=case.id).first()
    if earlier is not None:
        return Done(earlier, subject=("complaint", case.id), detail={"again": True})
    refuse_by, ask_by = queries.answer_moments(unit, at, rules.refuse_days, rules.ask_days)
    row = Complaint(
        case_id=case.id,
        code=new_code(_CODE_LENGTH),
        phone=applicant.phone,
        about_unit_id=unit.id,
        dossier=dossier,
        rating=rating if rating and not Complaint.objects.filter(rating=rating).exists() else None,
        text=grievance.text.strip()[:LONGEST],
        filed_at=at,
        refuse_by=refuse_by,
        ask_by=ask_by,
        answer_by=case.due_at or queries.answer_moments(unit, at, rules.resolve_days)[0],
    )
    return Done(row, rows=[row], subject=("complaint", case.id), detail={"unit": str(unit.id), "code": case.code})


def _rating(rating_id: UUID | None) -> procedures.Rating | None:
    """The rating that led here, locked, so that two complaints do not both stand for it."""
    if rating_id is None:
        return None
    return procedures.Rating.objects.select_for_update(of=("self",)).filter(pk=rating_id).select_related("case").first()


def _applicant(actor: Actor, grievance: Grievance) -> cases.Applicant:
    phone = tidy_phone(grievance.phone)
    if actor.kind is ActorKind.CITIZEN and actor.account_id is not None:
        info = identity.account_info(actor.account_id)
        return cases.Applicant(actor.name, actor.account_id, phone or tidy_phone(info.phone), info.email)
    return cases.Applicant(normalise_name(grievance.name)[:250], phone=phone)


def _problems(
    grievance: Grievance,
    applicant: cases.Applicant,
    unit_id: UUID | None,
    dossier: cases.Case | None,
    at: datetime,
) -> dict[str, str]:
    """What is wrong, by field."""
    wrong: dict[str, str] = {}
    if len(grievance.text.strip()) < SHORTEST:
        wrong["text"] = gettext("Viết điều muốn phản ánh, ít nhất {least} ký tự.").format(least=SHORTEST)
    if grievance.dossier_code.strip() and dossier is None:
        wrong["dossier_code"] = gettext("Không có hồ sơ nào mang mã này. Xin kiểm tra, hoặc để trống.")
    if unit_id not in {unit.id for unit in organisation.units_as_of(local(at).date())}:
        wrong["unit"] = gettext("Chọn cơ quan.")
    if applicant.account_id is None:
        if not applicant.name:
            wrong["name"] = gettext("Ghi họ tên.")
        if not applicant.phone:
            wrong["phone"] = gettext("Ghi số điện thoại 10 chữ số, ví dụ 0912345678.")
    return wrong
