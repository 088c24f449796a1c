"""Every flow is a table that can be walked: legal moves, no dead end, nothing undeclared (docs/reference/flows.md)."""

from typing import Any

import pytest
from packlayers import layered, names

STATUSES = layered("status_codes")
FLOWS = layered("flows")
TEMPLATES = layered("templates")
PERMISSIONS = {code for role in layered("roles").values() for code in role["permissions"]}
CLOCKS = {"none", "run", "pause", "stopped"}
PARTIES = {"office", "signer", "applicant", "other_agency", "system"}
NEEDS = {"reason", "due_date", "unit", "units", "paper", "document", "answer", "amount"}
EFFECTS = {
    "receive", "refuse", "request_supplement", "accept_supplement", "extend_once", "forward", "start_consultation", "answer",
    "request_payment", "record_payment", "draft_result", "sign_result", "return_result", "withdraw", "stop",
    "withdraw_parts",
}  # fmt: skip
CONTEXT = {"performed", "open_consultations", "fee_due", "channel", "today"}

each_flow = pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())


def states(flow: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {state["id"]: state for state in flow["states"]}


def test_the_ten_codes_move_as_the_national_portal_allows() -> None:
    moves = {code: set(status["moves_to"]) for code, status in STATUSES.items()}
    assert moves == {
        "1": {"2", "3", "5", "7"}, "2": {"4", "5", "6", "7", "8"}, "3": set(), "4": {"4", "5", "6", "7", "8", "9"},
        "5": {"2", "4", "7", "8"}, "6": {"4", "7", "8"}, "7": set(), "8": set(), "9": {"10"}, "10": set(),
    }  # fmt: skip
    assert all(status["terminal"] == (not status["moves_to"]) for status in STATUSES.values())


@each_flow
def test_states_are_complete(flow: dict[str, Any]) -> None:
    stages = {stage["id"] for stage in flow["stages"]}
    assert flow["initial"] in states(flow)
    for state in flow["states"]:
        assert state["status"] in STATUSES
        assert state["clock"] in CLOCKS
        assert (state["clock"] in {"run", "pause"}) == ("charged_to" in state), state["id"]
        assert state.get("charged_to", "office") in PARTIES
        assert "queue" not in state or state["queue"]["stage"] in stages
        assert state["name"]
        assert state["name_en"]
        if state.get("terminal"):
            assert state["clock"] == "stopped"
            # What consults hands over nothing; of a linked dossier the parts do.
            assert flow["child"] or flow.get("parts") or STATUSES[state["status"]]["terminal"]


@each_flow
def test_every_move_is_legal(flow: dict[str, Any]) -> None:
    known = states(flow)
    for action in flow["actions"]:
        for source in action["from"]:
            assert not known[source].get("terminal"), f"{action['id']} leaves {source}"
            if action["to"] is None:
                continue
            before, after = known[source]["status"], known[action["to"]]["status"]
            assert after in STATUSES[before]["moves_to"], (
                f"{action['id']}: {source} → {action['to']} is {before} → {after}"
            )


@each_flow
def test_every_state_is_reached_and_left(flow: dict[str, Any]) -> None:
    reached = {flow["initial"]}
    for _ in flow["states"]:
        reached |= {action["to"] for action in flow["actions"] if action["to"] and reached & set(action["from"])}
    assert reached == set(states(flow))
    ends = {state["id"] for state in flow["states"] if state.get("terminal")}
    for _ in flow["states"]:
        ends |= {source for action in flow["actions"] if action["to"] in ends for source in action["from"]}
    assert ends == set(states(flow)), "a state from which no end can be reached"


@each_flow
def test_actions_name_only_what_exists(flow: dict[str, Any]) -> None:
    stages = {stage["id"] for stage in flow["stages"]}
    conditions = {condition["id"] for condition in flow.get("conditions", [])}
    used: set[str] = set()
    ids = [action["id"] for action in flow["actions"]]
    assert len(ids) == len(set(ids))
    timed = {timer.get("action") for timer in flow["timers"]}
    for action in flow["actions"]:
        doers = set(action["by"])
        assert doers
        assert doers <= stages | {"applicant", "system"}
        assert set(action.get("needs", [])) <= NEEDS
        assert set(action.get("effects", [])) <= EFFECTS
        assert bool(doers & stages) == ("permission" in action)
        assert action.get("permission", "cases.act") in PERMISSIONS
        assert ("confirm" in action) == ("confirm_en" in action)
        if "paper_form" in action:
            assert TEMPLATES[action["paper_form"]]["kind"] == "form"
        if "start_consultation" in action.get("effects", []):
            assert FLOWS[flow["consultation_flow"]]["child"]
        if doers == {"system"} and action["id"] != "cancel":
            assert (action["id"] in timed) != ("when" in action), (
                "an automatic action has a condition, a timed one none"
            )
        if "when" in action:
            read = names(action["when"])
            assert read <= CONTEXT | conditions, action["id"]
            used |= read
    assert conditions <= used
    automatic = [action for action in flow["actions"] if action["by"] == ["system"] and "when" in action]
    assert all(action["to"] not in action["from"] for action in automatic)


@each_flow
def test_timers_name_only_what_exists(flow: dict[str, Any]) -> None:
    stages = {stage["id"] for stage in flow["stages"]} | {"applicant"}
    system = {action["id"] for action in flow["actions"] if action["by"] == ["system"]}
    for timer in flow["timers"]:
        assert timer["state"] in states(flow)
        assert ("after" in timer) != ("before_due" in timer)
        assert ("action" in timer) != ("notify" in timer)
        assert timer.get("action", next(iter(system), None)) in system or "notify" in timer
        assert timer.get("notify", "applicant") in stages
        assert timer.get("after", timer.get("before_due"))["unit"] in {"working_days", "working_hours", "days"}


@pytest.mark.parametrize(
    ("number", "effect"), [("02", "request_supplement"), ("03", "refuse"), ("04", "extend_once"), ("05", "stop")]
)
def test_the_paper_forms_of_the_circular_are_issued(number: str, effect: str) -> None:
    for flow in FLOWS.values():
        for action in flow["actions"]:
            if effect in action.get("effects", []):
                assert action["paper_form"] == f"tt03-2025.{number}", (flow["id"], action["id"])
