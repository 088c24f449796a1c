"""Giving the open task of a case to another official, by who runs the unit."""

from datetime import datetime
from uuid import UUID

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.engines.cases import queries
from tinhso.engines.cases.actions.turn import Turn
from tinhso.engines.cases.loads import ASSIGN
from tinhso.engines.cases.models import Case
from tinhso.engines.cases.types import CannotTake, CaseNotFound, Inputs
from tinhso.foundation.organisation import api as organisation

#: How the history of a case names it.
REASSIGNED = "reassigned"


@action("cases.reassign", access=needs(ASSIGN))
def reassign(*, actor: Actor, at: datetime, case_id: UUID, assignee_id: UUID | None) -> Done[Case]:
    """Phân công lại: the open task goes to an official of the unit who may do it, or to all of them (None).

    It stands in the case's history; state and clock stay. Raises ``CaseNotFound``, ``CannotTake``.
    """
    case, _above = queries.lock_case(actor=actor, case_id=case_id)
    task = queries.open_task(case_id)
    if task is None or not actor.can(ASSIGN, unit_id=task.unit_id, subject=task.type_code):
        raise CaseNotFound
    holders = {holder.account_id for holder in organisation.holders_with(task.permission, task.unit_id, at)}
    if assignee_id is not None and assignee_id not in holders:
        raise CannotTake
    turn = Turn(case, actor, at, Inputs(unit_id=task.unit_id, assignee_id=assignee_id))
    turn.lay_task(turn.state, unit_id=task.unit_id, assignee_id=assignee_id)
    turn.finish(None, name=REASSIGNED, from_state=case.state)
    turn.save()
    return Done(case, rows=turn.rows, events=turn.events, subject=("case", case.id), detail={"code": case.code})
