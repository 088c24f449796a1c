"""What every beginning of a case has in common: its row, its first turn, its number."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.ids import new_id
from tinhso.core.packs import api as packs
from tinhso.core.text import fold, normalise_name
from tinhso.engines.cases import clock, queries, rules
from tinhso.engines.cases.actions.promise import promise
from tinhso.engines.cases.actions.turn import Turn
from tinhso.engines.cases.models import Case, NamedPerson
from tinhso.engines.cases.schema import DossierCodeObject, FlowObject
from tinhso.engines.cases.types import Opening
from tinhso.foundation.identity import api as identity

_TAKE_NUMBERS = """
    INSERT INTO ts_cases_codecounter (prefix, day, last) VALUES (%s, %s, %s)
    ON CONFLICT (prefix, day) DO UPDATE SET last = ts_cases_codecounter.last + EXCLUDED.last RETURNING last
"""

#: A case that waits for its code, with what the code begins with.
Numbered = tuple[str, Case]


def begin_case(
    opening: Opening, *, actor: Actor, at: datetime, version: queries.VersionKey, parent: Case | None = None
) -> Turn:
    """A dossier in its first state, its date promised; the turn is still to be finished and the case numbered.

    It keeps the clock rules of the day, or those of the whole that it is a part of.
    """
    flow = queries.flow_of(version.id)
    case = new_case(opening, at, version=version, flow=flow, parent=parent)
    kept = parent.settings.get(clock.SECTION) if parent else None
    case.settings[clock.SECTION] = clock.rules_id_on(local(at).date()) if kept is None else kept
    turn = Turn(case, actor, at)
    for document in opening.documents:
        turn.file(document)
    keys = {identity.person_key(number) for number in opening.named} - {case.applicant_key, None}
    turn.rows += [NamedPerson(case=case, key=key) for key in keys]
    promise(turn)
    if flow.parts:
        turn.case.received_at = turn.at
    turn.enter(turn.case.state)
    return turn


def give_numbers(waiting: Iterable[Numbered], at: datetime) -> None:
    """Take the codes of new cases. Call it last: the counters' rows stay locked from here to the commit."""
    waiting = list(waiting)
    for (_prefix, case), code in zip(waiting, take_numbers([(each[0], at.date()) for each in waiting]), strict=True):
        case.code = code


def take_numbers(wanted: Sequence[tuple[str, date]]) -> list[str]:
    """Codes for dossiers, each of a prefix on a day, in the order asked for.

    The counters are locked in one order, so that two filings cannot block each other, and stay so to the commit.
    """
    formats = list(packs.current("dossier_codes", DossierCodeObject).values())
    numbers: dict[tuple[str, date], Iterator[str]] = {}
    with connection.cursor() as cursor:
        for (prefix, day), count in sorted(Counter(wanted).items()):
            cursor.execute(_TAKE_NUMBERS, [prefix, day, count])
            last = int(cursor.fetchone()[0])
            pattern = rules.pattern_for(formats, prefix, day)
            codes = [rules.write_code(pattern, prefix, day, n) for n in range(last - count + 1, last + 1)]
            numbers[prefix, day] = iter(codes)
    return [next(numbers[each]) for each in wanted]


def new_case(
    opening: Opening, at: datetime, *, version: queries.VersionKey, flow: FlowObject, parent: Case | None = None
) -> Case:
    """A case before its first turn."""
    initial = flow.state_by_id[flow.initial]
    name = normalise_name(opening.applicant.name)
    stages: Mapping[str, Any] = {
        stage: {"unit_id": str(seat.unit_id), "role": seat.role, **({"hours": seat.hours} if seat.hours else {})}
        for stage, seat in opening.stages.items()
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
        applicant_key=identity.person_key(opening.applicant.person_id) if opening.applicant.person_id else None,
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
