"""A case begins: filed by a person, or asked of another unit by a case that consults."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection

from tinhso.core.access import SIGNED_IN, Actor, ActorKind
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.core.text import fold, normalise_name
from tinhso.engines.cases import queries, rules
from tinhso.engines.cases.actions.promise import promise
from tinhso.engines.cases.actions.turn import Turn
from tinhso.engines.cases.models import Case, SubmissionKey
from tinhso.engines.cases.schema import FlowObject
from tinhso.engines.cases.types import Applicant, Channel, Opening, Seat

_TAKE_NUMBER = """
    INSERT INTO ts_cases_codecounter (prefix, day, last) VALUES (%s, %s, 1)
    ON CONFLICT (prefix, day) DO UPDATE SET last = ts_cases_codecounter.last + 1 RETURNING last
"""


def submit_case(*, actor: Actor, at: datetime, opening: Opening, key: str) -> Case:
    """File a dossier once: the same ``key`` from the same account answers with the case it already made.

    ``key`` is made by the client before the first try. Raises ``UnknownCaseType`` and ``Forbidden``.
    """
    earlier = queries.case_of_key(actor=actor, key=key)
    if earlier is not None:
        return earlier
    try:
        return open_case(actor=actor, at=at, opening=opening, key=key)
    except IntegrityError:
        earlier = queries.case_of_key(actor=actor, key=key)
        if earlier is None:
            raise
        return earlier


@action("cases.open_case", access=SIGNED_IN)
def open_case(*, actor: Actor, at: datetime, opening: Opening, key: str) -> Done[Case]:
    """Open a case with its code, promised date, first task, clock and timers; a citizen for themselves only."""
    if actor.kind is ActorKind.CITIZEN and opening.applicant.account_id != actor.account_id:
        raise Forbidden
    version = queries.current_version(opening.type_code)
    flow = queries.flow_of(version.id)
    if actor.kind is not ActorKind.CITIZEN and not actor.can(
        flow.opened_by, unit_id=opening.receiving_unit_id, subject=opening.type_code
    ):
        raise Forbidden
    case = new_case(opening, at, version=version, flow=flow)
    turn = Turn(case, actor, at)
    for document in opening.documents:
        turn.file(document)
    promise(turn)
    turn.enter(case.state)
    # The number is taken last: the counter's row stays locked from here to the commit.
    case.code = rules.dossier_code(opening.code_prefix, turn.at.date(), _take_number(opening.code_prefix, turn.at))
    turn.finish(None, name="file")
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


def new_case(
    opening: Opening, at: datetime, *, version: queries.VersionKey, flow: FlowObject, parent: Case | None = None
) -> Case:
    """A case before its first turn."""
    initial = flow.state_by_id[flow.initial]
    name = normalise_name(opening.applicant.name)
    stages: Mapping[str, Any] = {
        stage: {"unit_id": str(seat.unit_id), "role": seat.role} for stage, seat in opening.stages.items()
    }
    return Case(
        id=new_id(),
        type_id=version.type_id,
        version_id=version.id,
        parent=parent,
        title=opening.title,
        state=initial.id,
        status=initial.status,
        seq=0,
        unit_id=opening.unit_id,
        receiving_unit_id=opening.receiving_unit_id,
        applicant_id=opening.applicant.account_id,
        applicant_name=name,
        applicant_folded=fold(name),
        applicant_phone=opening.applicant.phone,
        applicant_email=opening.applicant.email,
        channel=opening.channel,
        filed_at=at,
        state_since=at,
        performed=[],
        involved=[*dict.fromkeys([opening.unit_id, opening.receiving_unit_id])],
        settings={
            "type_code": opening.type_code,
            "deadline": dict(opening.deadline),
            "hours": opening.hours,
            "stages": dict(stages),
            "conditions": dict(opening.conditions),
            "consult": [str(unit_id) for unit_id in opening.consult],
        },
        data=dict(opening.data),
        notes={},
    )


def _take_number(prefix: str, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NUMBER, [prefix, at.date()])
        return int(cursor.fetchone()[0])
