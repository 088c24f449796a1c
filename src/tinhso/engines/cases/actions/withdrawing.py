"""The effect ``withdraw_parts``: a person takes a linked dossier back."""

from tinhso.engines.cases.actions.acting import run
from tinhso.engines.cases.actions.parts import record_part, waiting_parts
from tinhso.engines.cases.actions.turn import Turn
from tinhso.engines.cases.models import Case
from tinhso.engines.cases.rules import is_offered
from tinhso.engines.cases.types import Inputs

#: The national status of what was withdrawn.
WITHDRAWN = "7"


def withdraw_parts(whole: Turn) -> None:
    """Withdraw every part that its own flow still lets go, and give up those that have not begun. What is decided, or
    too far on, goes to its end.
    """
    whole.note("withdrawal", {"reason": whole.inputs.reason})
    for part in waiting_parts(whole):
        record_part(whole, part["id"], status=WITHDRAWN)
        whole.case.open_consultations -= 1
    open_parts = Case.objects.select_for_update().filter(parent_id=whole.case.id, finished_at__isnull=True)
    for child in open_parts.order_by("id"):
        below = Turn(child, whole.actor, whole.at, Inputs(reason=whole.inputs.reason))
        ways = [action for action in below.flow.actions if "withdraw" in action.effects]
        withdraw = next((action for action in ways if is_offered(action, child.state, below.standing())), None)
        if withdraw is None:
            continue
        for turn in run(below, withdraw, []):
            whole.rows += turn.rows
            whole.events += turn.events
        record_part(whole, child.settings["part"], status=child.status)
        whole.case.open_consultations -= 1
