"""What an action of a flow means for the form that asks for it."""

from tinhso.engines.cases.api import FlowAction

#: Effects after which a dossier does not go on.
_ENDING = frozenset({"refuse", "stop", "withdraw"})


def ends(action: FlowAction) -> bool:
    """Whether the dossier does not go on after the action."""
    return bool(_ENDING & set(action.effects))


def takes_files(action: FlowAction) -> bool:
    """Whether files go with the action: where it needs papers that are not names, and with an opinion."""
    return ("paper" in action.needs and "request_supplement" not in action.effects) or "answer" in action.needs
