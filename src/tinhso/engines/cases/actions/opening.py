"""A case begins: filed by a person, or asked of another unit by a case that consults."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from tinhso.core.access import SIGNED_IN_OR_HELPER, Actor, ActorKind
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.engines.cases import queries
from tinhso.engines.cases.actions.beginning import begin_case, give_numbers, new_case
from tinhso.engines.cases.actions.parts import begin_parts
from tinhso.engines.cases.actions.turn import Turn
from tinhso.engines.cases.models import Case, SubmissionKey
from tinhso.engines.cases.types import Applicant, Channel, Opening, Part, Seat


def submit_case(*, actor: Actor, at: datetime, opening: Opening, key: str, parts: Sequence[Part] = ()) -> Case:
    """File a dossier once: the same ``key`` from the same account answers with the case it already made.

    ``key`` is made by the client before the first try. ``parts`` make it the whole of a linked dossier.
    Raises ``UnknownCaseType`` and ``Forbidden``.
    """
    earlier = queries.case_of_key(actor=actor, key=key)
    if earlier is not None:
        return earlier
    try:
        return open_case(actor=actor, at=at, opening=opening, key=key, parts=parts)
    except IntegrityError:
        earlier = queries.case_of_key(actor=actor, key=key)
        if earlier is None:
            raise
        return earlier


@action("cases.open_case", access=SIGNED_IN_OR_HELPER)
def open_case(*, actor: Actor, at: datetime, opening: Opening, key: str, parts: Sequence[Part] = ()) -> Done[Case]:
    """Open a case with its code, promised date, first task, clock and timers, and with it those of its ``parts`` that
    wait for nothing; a citizen for themselves only.
    """
    version = queries.current_version(opening.type_code)
    if actor.kind is ActorKind.CITIZEN:
        if opening.applicant.account_id != actor.account_id:
            raise Forbidden
    elif not actor.can(
        queries.flow_of(version.id).opened_by, unit_id=opening.receiving_unit_id, subject=opening.type_code
    ):
        raise Forbidden
    turn = begin_case(opening, actor=actor, at=at, version=version)
    begun = begin_parts(turn, parts) if parts else []
    turn.finish(None, name="file")
    case = turn.case
    give_numbers([(opening.code_prefix, case), *begun], turn.at)
    rows = [case, *turn.rows, SubmissionKey(key=queries.full_key(actor, key), case=case, at=at)]
    return Done(case, rows=rows, events=turn.events, subject=("case", case.id), detail={"code": case.code})


def open_consultation(parent: Turn, unit_id: UUID) -> None:
    """Ask one unit for its opinion: a child case with a clock of its own, due on the date the officer gave."""
    flow_id = parent.flow.consultation_flow or ""
    asking = parent.case
    opening = Opening(
        type_code=flow_id,
        title=asking.title,
        unit_id=unit_id,
        receiving_unit_id=asking.unit_id,
        applicant=Applicant(asking.applicant_name),
        channel=Channel(asking.channel),
        deadline=asking.settings["deadline"],
        hours=asking.settings["hours"],
        code_prefix="",
        stages={stage: Seat(unit_id) for stage in queries.stages_of_type(flow_id)},
        data={"question": parent.inputs.reason, "parent_code": asking.code},
    )
    version = queries.current_version(flow_id)
    case = new_case(opening, parent.at, version=version, flow=queries.flow_of(version.id), parent=asking)
    turn = Turn(case, parent.actor, parent.at)
    due = parent.inputs.due_date
    case.received_at = parent.at
    case.promised_at = case.due_at = parent.end_of(due) if due else asking.due_at
    turn.enter(case.state)
    turn.finish(None, name="file")
    parent.rows += [case, *turn.rows]
    parent.events += turn.events
    asking.open_consultations += 1
    asking.involved = [*dict.fromkeys([*asking.involved, unit_id])]
