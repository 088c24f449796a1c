"""A person asks: for their data, for a correction, deletion, restriction; objects; contests a look."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from tinhso.core import personal
from tinhso.core.access import CITIZEN, Actor, ActorKind
from tinhso.core.actions import Done, action
from tinhso.core.errors import InvalidInput
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit import api as audit
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.personal_data import queries
from tinhso.services.personal_data.actions.ruling import CASE_TYPE, PAGE
from tinhso.services.personal_data.models import Request
from tinhso.services.personal_data.types import AlreadyContested, LookNotYours, RequestIncomplete, RequestKind, Told

SHORTEST: Final = 10
LONGEST: Final = 4000
#: What needs no words: the request says it all.
_SAYS_ALL: Final = frozenset({RequestKind.ACCESS, RequestKind.PORT})
_OWN: Final = frozenset({"supply", "withdraw"})


@action("personal_data.ask", access=CITIZEN)
def ask(*, actor: Actor, at: datetime, told: Told) -> Done[Request]:
    """Send a request; it becomes a case of the unit that answers persons. The same key again gives the same one.

    Raises ``RequestIncomplete`` with every wrong field, ``LookNotYours``, ``AlreadyContested``.
    """
    account_id = identity.account_id_of(actor)
    entry_id = _contested(account_id, told)
    wrong = wrong_words(told)
    if wrong:
        raise RequestIncomplete(fields=wrong)
    info = identity.account_info(account_id)
    applicant = cases.Applicant(actor.name, account_id, info.phone, info.email)
    made = open_request(actor, at, told, applicant, queries.answering_unit(at))
    if not made.again:
        made.row.account_id, made.row.entry_id = account_id, entry_id
    return keep(made)


@dataclass(frozen=True, slots=True)
class Made:
    """A request that was just opened as a case, or, ``again``, the one that the same key opened before."""

    row: Request
    case: cases.Case
    again: bool = False


def open_request(
    actor: Actor, at: datetime, told: Told, applicant: cases.Applicant, receiving: organisation.UnitInfo
) -> Made:
    """Open the case of a request at the unit that answers persons; its row is still to be kept."""
    unit, rules = queries.answering_unit(at), queries.rules_in_force()
    flow = cases.flow_of(cases.current_version(CASE_TYPE).id)
    limit = rules.answer_in(told.kind)
    opening = cases.Opening(
        type_code=CASE_TYPE,
        title=PAGE.name,
        unit_id=unit.id,
        receiving_unit_id=receiving.id,
        applicant=applicant,
        channel=cases.Channel.ONLINE if actor.kind is ActorKind.CITIZEN else cases.Channel.COUNTER,
        deadline={"value": limit.value, "unit": limit.unit},
        hours=unit.working_hours,
        code_prefix=unit.code,
        stages={stage.id: cases.Seat(unit.id) for stage in flow.stages},
    )
    case = cases.submit_case(actor=actor, at=at, opening=opening, key=f"data-request:{told.key}")
    earlier = Request.objects.filter(pk=case.id).first()
    if earlier is not None:
        return Made(earlier, case, again=True)
    acknowledge_by = queries.working_days_after(unit, at, rules.acknowledge_days)
    row = Request(
        case_id=case.id,
        kind=told.kind,
        text=told.text.strip()[:LONGEST],
        filed_at=at,
        acknowledge_by=acknowledge_by,
        answer_by=case.due_at or acknowledge_by,
    )
    return Made(row, case)


def keep(made: Made) -> Done[Request]:
    """Keep the row of a request. Raises ``AlreadyContested``."""
    subject = (cases.SUBJECT, made.case.id)
    if made.again:
        return Done(made.row, subject=subject, detail={"again": True})
    try:
        with transaction.atomic():
            made.row.save(force_insert=True)
    except IntegrityError:
        raise AlreadyContested from None
    return Done(made.row, subject=subject, detail={"kind": made.row.kind, "code": made.case.code})


def _contested(account_id: UUID, told: Told) -> UUID | None:
    """The look that a request is about. Raises ``LookNotYours``, ``AlreadyContested``."""
    if told.kind != RequestKind.CONTEST:
        return None
    try:
        entry_id = UUID(told.entry_id)
    except ValueError:
        raise LookNotYours from None
    if audit.read_of(entry_id=entry_id, subjects=personal.subjects_of(account_id)) is None:
        raise LookNotYours
    earlier = Request.objects.filter(account_id=account_id, entry_id=entry_id).values_list("case_id", flat=True).first()
    if earlier is not None and not cases.is_submitted(f"{account_id}:data-request:{told.key}"):
        raise AlreadyContested
    return entry_id


def wrong_words(told: Told) -> dict[str, str]:
    """What is wrong with the words of a request, by field."""
    wrong: dict[str, str] = {}
    if told.kind not in RequestKind.values:
        wrong["kind"] = gettext("Chọn điều ông/bà yêu cầu.")
    elif told.kind not in _SAYS_ALL and len(told.text.strip()) < SHORTEST:
        wrong["text"] = gettext("Viết rõ yêu cầu, ít nhất {least} ký tự.").format(least=SHORTEST)
    return wrong


@action("personal_data.reply", access=CITIZEN)
def reply(*, actor: Actor, at: datetime, request_id: UUID, action_id: str, reason: str = "") -> Done[Request]:
    """Say more of one's request (``supply``) or take it back (``withdraw``).

    Raises ``RequestNotFound``, ``InvalidInput``, and what ``cases.perform`` raises.
    """
    row = queries.access_own(actor=actor, request_id=request_id, lock=True).row
    if action_id not in _OWN:
        raise InvalidInput(fields={"action": action_id[:60]})
    inputs = cases.Inputs(reason=reason.strip()[:LONGEST])
    case = cases.perform(actor=actor, at=at, case_id=row.case_id, action_id=action_id, inputs=inputs)
    row.answer_by = case.due_at or row.answer_by
    if action_id == "withdraw":
        row.withdrawn_at = at
    row.save(update_fields=["answer_by", "withdrawn_at"])
    return Done(row, subject=(cases.SUBJECT, row.case_id), detail={"action": action_id})
