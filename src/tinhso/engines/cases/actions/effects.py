"""What the effect words of a flow do. Each works on the turn in hand, inside its transaction."""

from tinhso.core.clock import local
from tinhso.engines.cases import clock
from tinhso.engines.cases.actions.opening import open_consultation
from tinhso.engines.cases.actions.promise import promise
from tinhso.engines.cases.actions.turn import Turn, flow_effects
from tinhso.engines.cases.actions.withdrawing import withdraw_parts
from tinhso.engines.cases.types import ApologyTooLate


def receive(turn: Turn) -> None:
    """The dossier is received. The promise made at filing stands, unless papers had to be completed first or the clock
    rules count from here.
    """
    case = turn.case
    completed_late = "supplement_request" in case.notes
    counts_from_here = clock.rules_of(case).counts_from == "receipt"
    case.received_at = turn.at
    if case.promised_at is None or completed_late or counts_from_here:
        promise(turn)


def refuse(turn: Turn) -> None:
    """The dossier is refused at receipt."""
    turn.note("refusal", {"reason": turn.inputs.reason})


def request_supplement(turn: Turn) -> None:
    """The applicant is asked for papers, once and all at once."""
    turn.note("supplement_request", {"papers": list(turn.inputs.papers), "reason": turn.inputs.reason})


def accept_supplement(turn: Turn) -> None:
    """What the applicant sent is filed; leaving the paused state moves the promised date."""
    for document in turn.inputs.documents:
        turn.file(document)


def extend_once(turn: Turn) -> None:
    """An apology and a new date. The first promise is kept: lateness is judged against it.

    One given after the date is marked, or refused where the clock rules say so. Raises ``ApologyTooLate``.
    """
    if turn.inputs.due_date is None:
        return
    due_at = turn.case.due_at
    too_late = due_at is not None and turn.at > due_at
    if too_late and clock.rules_of(turn.case).late_apology == "refused":
        raise ApologyTooLate
    turn.note(
        "extension",
        {"reason": turn.inputs.reason, "from": local(due_at).isoformat() if due_at else None, "late": too_late},
    )
    turn.case.due_at = turn.end_of(turn.inputs.due_date)
    turn.lay_task(turn.state)
    turn.lay_timers()


def forward(turn: Turn) -> None:
    """The task of the present stage goes to another unit or official."""
    turn.lay_task(turn.state, unit_id=turn.inputs.unit_id, assignee_id=turn.inputs.assignee_id)


def start_consultation(turn: Turn) -> None:
    """One child case a unit; the parent waits as its flow says."""
    for unit_id in dict.fromkeys(turn.inputs.unit_ids):
        open_consultation(turn, unit_id)


def answer(turn: Turn) -> None:
    """The opinion, kept on the child; the parent records it when the child ends."""
    turn.note("opinion", {"answer": turn.inputs.answer, "text": turn.inputs.text})
    for document in turn.inputs.documents:
        turn.file(document)


def request_payment(turn: Turn) -> None:
    """An amount is due before the case goes on."""
    turn.case.fee_due += turn.inputs.amount or 0


def record_payment(turn: Turn) -> None:
    """Everything due is paid."""
    turn.note("paid", turn.case.fee_due)
    turn.case.fee_due = 0
    for document in turn.inputs.documents:
        turn.file(document)


def draft_result(turn: Turn) -> None:
    """The draft that the signer will see."""
    turn.note("draft", turn.inputs.text)
    for document in turn.inputs.documents:
        turn.file(document)


def return_result(turn: Turn) -> None:
    """The result was handed over."""
    turn.note("returned", {"to": turn.case.applicant_name, "by": turn.actor.kind})


def withdraw(turn: Turn) -> None:
    """The applicant takes the dossier back."""
    turn.note("withdrawal", {"reason": turn.inputs.reason})


def stop(turn: Turn) -> None:
    """The office stops."""
    turn.note("stop", {"reason": turn.inputs.reason})


def register() -> None:
    """Enter the engine's own effects in the registry."""
    own = (
        receive, refuse, request_supplement, accept_supplement, extend_once, forward, start_consultation, answer,
        request_payment, record_payment, draft_result, return_result, withdraw, stop, withdraw_parts,
    )  # fmt: skip
    for effect in own:
        flow_effects.add(effect.__name__, effect)
