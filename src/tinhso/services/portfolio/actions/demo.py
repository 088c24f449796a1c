"""A proposal of a demo installation, made and submitted by the very actions that people use."""

from datetime import datetime

from tinhso.core.access import SYSTEM, Actor
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.portfolio import queries
from tinhso.services.portfolio.actions.following import recount
from tinhso.services.portfolio.actions.proposing import Draft, Step, advance, propose
from tinhso.services.portfolio.models import Proposal
from tinhso.services.portfolio.rules.counting import MINUTES_OF_A_DAY, minutes_of
from tinhso.services.portfolio.types import PROPOSE, Remedy
from tinhso.services.procedures import api as procedures


def load_demo_proposal(*, at: datetime) -> int:
    """Count the demo dossiers, and propose once to shorten one deadline that is longer than needed; returns how many.

    Nothing where a proposal exists, nobody may propose, or no dossier was finished.
    """
    controller = _controller(at)
    if Proposal.objects.exists() or controller is None or controller.unit_id is None:
        return 0
    recount(actor=SYSTEM, at=at)
    item = _slowest(controller, at)
    if item is None:
        return 0
    days = minutes_of(item.deadlines[-1].value, item.deadlines[-1].unit) // MINUTES_OF_A_DAY
    draft = Draft(
        remedy=Remedy.SHORTEN,
        procedures=[item.id],
        title=f"Rút ngắn thời hạn {item.name[0].lower()}{item.name[1:]} từ {days} còn {days - 1} ngày làm việc",
        reason="Hồ sơ trong kỳ xong sớm hơn thời hạn; các bước giữ nguyên, không cần thêm người.",
        owner_id=controller.unit_id,
        new_days=days - 1,
        minutes_saved=30,
    )
    made = propose(actor=controller, at=at, draft=draft, key="demo-proposal")
    for action_id, reason in (("consult", ""), ("submit", "Các phường, xã đều thống nhất với thời hạn mới.")):
        advance(actor=controller, at=at, proposal_id=made.case_id, step=Step(action_id, reason))
    return 1


def _controller(at: datetime) -> Actor | None:
    officials = [
        organisation.actor_for(account.id, at)
        for account in identity.demo_accounts()
        if account.kind == identity.AccountKind.OFFICIAL
    ]
    return next((actor for actor in officials if actor.can(PROPOSE, unit_id=actor.unit_id)), None)


def _slowest(actor: Actor, at: datetime) -> procedures.ProcedureObject | None:
    """The procedure of finished dossiers whose deadline leaves most unused, if it can be cut by a day."""
    found = queries.figures(actor=actor, at=at, period=queries.last_year(at, queries.rules_in_force()))
    spare = {code: (one.deadline_hours or 0) - (one.p90_hours or 0) for code, one in found.items() if one.finished}
    items = {item.id: item for item in procedures.all_procedures()}
    for code in sorted(spare, key=lambda code: (-spare[code], code)):
        rule = items[code].deadlines[-1] if code in items else None
        if rule is not None and minutes_of(rule.value, rule.unit) >= 2 * MINUTES_OF_A_DAY:
            return items[code]
    return None
