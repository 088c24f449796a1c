"""Proposing to simplify procedures, and following a proposal through its flow to the figures before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.portfolio import queries
from tinhso.services.portfolio.actions.ruling import CASE_TYPE
from tinhso.services.portfolio.models import Proposal
from tinhso.services.portfolio.rules.counting import MINUTES_OF_A_DAY, minutes_of
from tinhso.services.portfolio.types import PROPOSE, READ, Period, ProposalIncomplete, Remedy
from tinhso.services.procedures import api as procedures

MOST_PROCEDURES: Final = 20
LONGEST_REASON: Final = 4000
MOST_MINUTES: Final = 10_000
_SHORTEST_REASON: Final = 20
#: Actions of the flow that are decisions, and those that say what carried a decision out and what came of it.
DECISIONS: Final = frozenset({"accept", "refuse"})
CARRY_OUT: Final = "carry_out"
MEASURE: Final = "measure"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a proposal says: ``new_days`` the new deadline in working days, ``minutes_saved`` for each dossier."""

    remedy: str
    procedures: Sequence[str]
    title: str
    reason: str
    owner_id: UUID | None
    new_days: int | None = None
    minutes_saved: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One action on a proposal with what goes with it."""

    action_id: str
    reason: str = ""
    document_number: str = ""
    release: int | None = None
    seen_seq: int | None = None


@action("portfolio.propose", access=needs(PROPOSE))
def propose(*, actor: Actor, at: datetime, draft: Draft, key: str) -> Done[Proposal]:
    """Write a proposal; the figures of the last year are frozen with it. The same ``key`` again gives the same one.

    Raises ``ProposalIncomplete`` with every wrong field.
    """
    if actor.unit_id is None or not actor.can(PROPOSE, unit_id=actor.unit_id):
        raise Forbidden
    wrong = _problems(draft, at)
    if wrong or draft.owner_id is None:
        raise ProposalIncomplete(fields=wrong)
    rules = queries.rules_in_force()
    unit = organisation.unit(actor.unit_id)
    flow = cases.flow_of(cases.current_version(CASE_TYPE).id)
    opening = cases.Opening(
        type_code=CASE_TYPE,
        title=draft.title.strip(),
        unit_id=unit.id,
        receiving_unit_id=unit.id,
        applicant=cases.Applicant(actor.name),
        channel=cases.Channel.COUNTER,
        deadline={"value": rules.decision_days, "unit": "working_days"},
        hours=unit.working_hours,
        code_prefix=unit.code,
        stages={stage.id: cases.Seat(unit.id) for stage in flow.stages},
    )
    case = cases.submit_case(actor=actor, at=at, opening=opening, key=key)
    earlier = Proposal.objects.filter(pk=case.id).first()
    if earlier is not None:
        return Done(earlier, subject=("proposal", case.id))
    codes = list(dict.fromkeys(draft.procedures))
    before = _figures(actor, at, codes, queries.last_year(at, rules))
    row = Proposal(
        case_id=case.id,
        remedy=draft.remedy,
        procedures=codes,
        title=draft.title.strip(),
        reason=draft.reason.strip()[:LONGEST_REASON],
        author=actor.name,
        owner_id=draft.owner_id,
        created_at=at,
        new_days=draft.new_days,
        minutes_saved=draft.minutes_saved,
        yearly_volume=sum(int(one["received"] or 0) for one in before.values()),
        hour_cost=rules.cost_of_hour,
        before=before,
    )
    return Done(row, rows=[row], subject=("proposal", case.id), detail={"remedy": draft.remedy, "procedures": codes})


def _figures(actor: Actor, at: datetime, codes: Sequence[str], period: Period) -> dict[str, queries.Frozen]:
    found = queries.figures(actor=actor, at=at, period=period, codes=codes)
    days = {"from": period.start.isoformat(), "to": period.last.isoformat()}
    return {code: {**found.get(code, queries.Figures(code)).as_json(), **days} for code in codes}


def _problems(draft: Draft, at: datetime) -> dict[str, str]:
    """What is wrong with a proposal, by field."""
    items = {item.id: item for item in procedures.all_procedures()}
    wrong: dict[str, str] = {}
    if draft.remedy not in Remedy.values:
        wrong["remedy"] = gettext("Chọn một cách làm.")
    codes = set(draft.procedures)
    if not codes or not codes <= items.keys() or len(codes) > MOST_PROCEDURES:
        wrong["procedures"] = gettext("Chọn thủ tục trong danh mục, nhiều nhất {most}.").format(most=MOST_PROCEDURES)
    elif draft.remedy == Remedy.MERGE and len(codes) == 1:
        wrong["procedures"] = gettext("Hợp nhất cần ít nhất hai thủ tục.")
    if not draft.title.strip():
        wrong["title"] = gettext("Ghi tên đề xuất.")
    if len(draft.reason.strip()) < _SHORTEST_REASON:
        wrong["reason"] = gettext("Nêu lý do, ít nhất {least} ký tự.").format(least=_SHORTEST_REASON)
    units = {unit.id for unit in organisation.units_as_of(at.date())}
    if draft.owner_id not in units:
        wrong["owner"] = gettext("Chọn cơ quan chủ trì.")
    if not 0 <= draft.minutes_saved <= MOST_MINUTES:
        wrong["minutes_saved"] = gettext("Ghi số phút từ 0 đến {most}.").format(most=MOST_MINUTES)
    if draft.remedy == Remedy.SHORTEN and "procedures" not in wrong and not _is_shorter(draft, items):
        wrong["new_days"] = gettext("Ghi thời hạn mới bằng ngày làm việc, ngắn hơn thời hạn hiện nay.")
    return wrong


def _is_shorter(draft: Draft, items: dict[str, procedures.ProcedureObject]) -> bool:
    if not draft.new_days:
        return False
    rules = [items[code].deadlines[-1] for code in draft.procedures]
    return all(draft.new_days * MINUTES_OF_A_DAY < minutes_of(rule.value, rule.unit) for rule in rules)


@action("portfolio.advance", access=needs(READ))
def advance(*, actor: Actor, at: datetime, proposal_id: UUID, step: Step) -> Done[Proposal]:
    """Do one action of a proposal's flow, with the document that decided, or the release that carried it out.

    Raises ``ProposalNotFound``, ``ProposalIncomplete``, and what ``cases.perform`` raises: ``CaseMovedOn``,
    ``ActionNotOffered``, ``NotYourTurn``, ``InputMissing``.
    """
    shown = queries.proposal(actor=actor, at=at, proposal_id=proposal_id)
    row = Proposal.objects.select_for_update().get(pk=proposal_id)
    wrong = {}
    if step.action_id in DECISIONS and not step.document_number.strip():
        wrong["document_number"] = gettext("Ghi số, ký hiệu văn bản quyết định.")
    releases = {release for release, _ in queries.releases_touching(row.procedures, after=row.created_at)}
    if step.action_id == CARRY_OUT and step.release not in releases:
        wrong["release"] = gettext("Chọn bản phát hành đã thay đổi một trong các thủ tục này.")
    if wrong:
        raise ProposalIncomplete(fields=wrong)
    inputs = cases.Inputs(reason=step.reason.strip()[:LONGEST_REASON])
    cases.perform(
        actor=actor, at=at, case_id=proposal_id, action_id=step.action_id, inputs=inputs, seen_seq=step.seen_seq
    )
    if step.action_id in DECISIONS:
        row.document_number = step.document_number.strip()[:60]
    if step.action_id == CARRY_OUT:
        row.release, row.in_force_date = step.release, local(at).date()
    if step.action_id == MEASURE and row.in_force_date is not None:
        since = queries.since(row.in_force_date, at)
        row.after = _figures(actor, at, shown.row.procedures, since)
    row.save(update_fields=["document_number", "release", "in_force_date", "after"])
    return Done(row, subject=("proposal", proposal_id), detail={"action": step.action_id})


def new_key() -> str:
    """A key for a form that is about to be filled in."""
    return str(new_id())
