"""What officials do on dossiers: one action with what goes with it, or one action on several dossiers at once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.core.errors import TinhSoError
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.asking import ask_or_insist
from tinhso.services.procedures.actions.collecting import check_paid
from tinhso.services.procedures.actions.issuing import draft_of_result
from tinhso.services.procedures.types import NoSuchTaker

MOST_AT_ONCE = 100


def act_as_official(
    *,
    actor: Actor,
    at: datetime,
    case_id: UUID,
    action_id: str,
    inputs: cases.Inputs,
    stored: Iterable[files.StoredFile] = (),
    seen_seq: int | None = None,
    insist: str = "",
) -> cases.Case:
    """Do one action of a dossier's flow; the files ``stored`` go with it. ``insist`` says why papers are asked for that
    the platform has.

    Raises ``AlreadyKept`` where that is not said, ``NoSuchTaker`` where the task is to go to somebody who may not take
    it, ``FeeOwed`` where a result is to be handed over whose fees nobody has taken, and what ``cases.perform`` raises.
    """
    case = cases.access_case(actor=actor, case_id=case_id)
    chosen = cases.flow_of(case.version_id).action_by_id.get(action_id)
    if chosen is not None:
        if chosen in cases.offered_actions(actor=actor, case=case, at=at):
            _check_taker(actor, at, case_id, chosen, inputs)
            _check_fees(case, chosen)
        inputs = replace(inputs, documents=_documents_with(case, chosen, stored))
        if "request_supplement" in chosen.effects:
            return ask_or_insist(
                actor=actor, at=at, case_id=case_id, action_id=action_id, inputs=inputs, insist=insist,
                seen_seq=seen_seq,
            )  # fmt: skip
    return cases.perform(actor=actor, at=at, case_id=case_id, action_id=action_id, inputs=inputs, seen_seq=seen_seq)


def _check_taker(actor: Actor, at: datetime, case_id: UUID, chosen: cases.FlowAction, inputs: cases.Inputs) -> None:
    asked = {("unit", inputs.unit_id), ("person", inputs.assignee_id)} - {("unit", None), ("person", None)}
    if "unit" not in chosen.needs or not asked:
        return
    if not asked <= {(taker.kind, taker.id) for taker in queries.takers(actor=actor, at=at, case_id=case_id)}:
        raise NoSuchTaker


def _check_fees(case: cases.Case, chosen: cases.FlowAction | None) -> None:
    if chosen is not None and "return_result" in chosen.effects:
        check_paid([case])


def _documents_with(
    case: cases.Case, chosen: cases.FlowAction, stored: Iterable[files.StoredFile]
) -> tuple[cases.NewDocument, ...]:
    """Files as papers of the case: a supplement is the applicant's to see, anything else stays inside the office."""
    supplement = "accept_supplement" in chosen.effects
    kind = cases.DocumentKind.SUPPLEMENT if supplement else cases.DocumentKind.OTHER
    asked = case.notes.get("supplement_request", {}).get("papers", []) if supplement else []
    title = asked[0] if len(asked) == 1 else ""
    return tuple(cases.NewDocument(file.id, title or file.original_name, kind, public=supplement) for file in stored)


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What stands in the form of an action before anything is typed: text, units to ask, an amount in đồng."""

    text: str = ""
    unit_ids: tuple[str, ...] = ()
    amount: int | None = None


def beforehand(case: cases.Case, chosen: cases.FlowAction, at: datetime) -> Beforehand:
    """What is known already of what an action needs. Raises ``NoTemplate``."""
    asks_units = "units" in chosen.needs and not case.performed.count(chosen.id)
    drafts = "document" in chosen.needs and "draft_result" in chosen.effects
    return Beforehand(
        text=case.notes.get("draft") or draft_of_result(case, at) if drafts else "",
        unit_ids=tuple(case.settings.get("consult", ())) if asks_units else (),
        amount=case.data.get("fee") or None if "amount" in chosen.needs else None,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one dossier of several: the case as it stands now, or why nothing was done with it."""

    case_id: UUID
    done: cases.Case | None = None
    refusal: TinhSoError | None = None


def act_on_several(*, actor: Actor, at: datetime, action_id: str, seen: Iterable[tuple[UUID, int]]) -> list[Outcome]:
    """Do one action on several dossiers, each with the number of its last event as seen, in a transaction of its own.

    What needs words or papers is refused by the engine like any other incomplete action.
    """
    return [_try(actor, at, action_id, case_id, seq) for case_id, seq in seen]


def _try(actor: Actor, at: datetime, action_id: str, case_id: UUID, seq: int) -> Outcome:
    try:
        case = cases.access_case(actor=actor, case_id=case_id)
        _check_fees(case, cases.flow_of(case.version_id).action_by_id.get(action_id))
        done = cases.perform(
            actor=actor, at=at, case_id=case_id, action_id=action_id, inputs=cases.Inputs(), seen_seq=seq
        )
    except TinhSoError as error:
        return Outcome(case_id, refusal=error)
    return Outcome(case_id, done=done)
