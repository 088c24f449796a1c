"""What is wrong with a flow is found, each thing by its name; what is right is left in peace."""

from datetime import date
from typing import Any

import pytest

from tinhso.engines.cases import rules
from tinhso.engines.cases.rules.positions import World, graph_of, worlds
from tinhso.engines.cases.rules.routes import routes
from tinhso.engines.cases.schema import FlowObject
from tinhso.engines.cases.tests.flowtext import CODES, flow_of_text, flow_of_values, values_of_text

GOOD = """
filed    | 1 | none          | receive
received | 2 | run office    | handle
handling | 4 | run office    | handle
asking   | 5 | pause applicant
done     | 9 | stopped       | receive
returned | 10 | end
stopped  | 8 | end
---
accept   | filed > received    | receive | receive
begin    | received > handling | handle
ask      | handling > asking   | handle | request_supplement | "ask" not in performed
supply   | asking > handling   | applicant | accept_supplement
sign     | handling > done     | handle
hand     | done > returned     | receive
stop     | handling,asking > stopped | handle | stop
"""


def codes_of(flow: FlowObject) -> set[str]:
    return {finding.code for finding in rules.findings_of(flow, CODES)}


def changed(**values: Any) -> FlowObject:
    return flow_of_values({**values_of_text("good", GOOD), **values})


def with_action(**values: Any) -> FlowObject:
    flow = values_of_text("good", GOOD)
    action = {
        "id": "more",
        "name": "Thêm",
        "name_en": "More",
        "by": ["handle"],
        "permission": "cases.act",
        "to": None,
        **values,
    }
    return flow_of_values({**flow, "actions": [*flow["actions"], action]})


def with_state(**values: Any) -> FlowObject:
    flow = values_of_text("good", GOOD)
    state = {
        "id": "more",
        "name": "Thêm",
        "name_en": "More",
        "status": "4",
        "clock": "run",
        "charged_to": "office",
        **values,
    }
    return flow_of_values({**flow, "states": [*flow["states"], state]})


def with_timer(**values: Any) -> FlowObject:
    flow = values_of_text("good", GOOD)
    return flow_of_values({**flow, "timers": [*flow.get("timers", []), values]})


def test_a_sound_flow_has_no_findings() -> None:
    assert rules.findings_of(flow_of_text("good", GOOD), CODES) == []


@pytest.mark.parametrize(
    ("flow", "code"),
    [
        (changed(initial="fled"), "no_state"),
        (with_action(**{"from": ["nowhere"]}), "no_state"),
        (with_action(**{"from": ["filed"], "by": ["hande"]}), "no_stage"),
        (with_state(queue={"stage": "hande"}), "no_stage"),
        (with_state(status="11"), "no_status"),
        (with_state(id="filed"), "written_twice"),
        (with_action(**{"id": "file", "from": ["filed"]}), "reserved"),
        (with_timer(state="filed", after={"value": 1, "unit": "days"}, action="nothing"), "no_action"),
        (with_state(), "unreachable"),
        (with_state(), "no_way_out"),
        (with_action(**{"from": ["done"], "to": "handling"}), "illegal_move"),
        (with_action(**{"from": ["returned"], "to": "returned"}), "leaves_the_end"),
        (with_action(**{"from": ["handling"], "when": '"supply" in performed and "ask" not in performed'}), "never_offered"),
        (with_action(**{"from": ["handling"], "by": ["system"]}), "nobody_does"),
        (with_action(**{"from": ["handling"], "by": ["system"], "when": "true"}), "automatic_circle"),
        (with_action(**{"from": ["handling"], "permission": ""}), "no_permission"),
        (with_action(**{"from": ["handling"], "permission": "cases.atc"}), "permission_unknown"),
        (with_action(**{"from": ["handling"], "effects": ["extend_once"]}), "need_missing"),
        (with_action(**{"from": ["handling"], "needs": ["units"], "effects": ["start_consultation"]}), "consultation_missing"),
        (with_action(**{"from": ["handling"], "when": "length(performed) > 3"}), "performed_not_by_name"),
        (with_timer(state="returned", after={"value": 1, "unit": "days"}, notify="applicant"), "timer_at_the_end"),
        (with_timer(state="filed", after={"value": 1, "unit": "days"}, action="accept"), "timer_of_a_person"),
        (with_timer(state="filed", after={"value": 1, "unit": "days"}, action="stop"), "timer_elsewhere"),
        (changed(conditions=[{"id": "odd", "name": "Lạ", "name_en": "Odd"}]), "condition_unused"),
        (changed(stages=[*values_of_text("good", GOOD)["stages"], {"id": "idle", "name": "Rỗi", "name_en": "Idle"}]), "stage_unused"),
        (changed(child=True), "cannot_be_cancelled"),
    ],
)  # fmt: skip
def test_each_fault_is_found(flow: FlowObject, code: str) -> None:
    assert code in codes_of(flow)


def test_a_case_that_may_get_stuck_is_told_with_its_circumstances() -> None:
    text = GOOD.replace(
        "sign     | handling > done     | handle",
        'sign     | handling > done     | handle |  | "supply" not in performed',
    )
    text = text.replace("stop     | handling,asking > stopped", "stop     | asking > stopped")
    stuck = [f for f in rules.findings_of(flow_of_text("stuck", text), CODES) if f.code == "may_get_stuck"]
    assert [finding.place for finding in stuck] == ["states.2.id"]
    assert "đã làm" in stuck[0].text
    assert "supply" in stuck[0].text


def test_a_task_that_nobody_can_see_is_found() -> None:
    text = GOOD.replace("asking   | 5 | pause applicant", "asking   | 5 | pause applicant | receive")
    assert "task_without_action" in codes_of(flow_of_text("unseen", text))


def test_a_timer_that_comes_after_another_is_found() -> None:
    text = GOOD + "lapse | asking > stopped | system | stop | | after 5 days\n"
    flow = values_of_text("late", text)
    flow["timers"].append({"state": "asking", "after": {"value": 6, "unit": "days"}, "notify": "applicant"})
    assert codes_of(flow_of_values(flow)) == {"timer_too_late"}


def test_a_clock_that_runs_before_receipt_is_told() -> None:
    found = rules.findings_of(flow_of_text("early", GOOD.replace("| receive | receive", "| receive")), CODES)
    assert {(f.code, f.severity.value) for f in found} == {("deadline_undefined", "warning")}
    assert rules.errors(found) == []


def test_stages_that_nobody_fills_are_found() -> None:
    flow = flow_of_text("good", GOOD)
    full = {"receive": {"cases.act"}, "handle": {"cases.act"}}
    assert rules.unfilled_stages(flow, full) == []
    assert [f.code for f in rules.unfilled_stages(flow, {"receive": {"cases.act"}})] == ["no_role"]
    assert [f.code for f in rules.unfilled_stages(flow, {**full, "handle": {"cases.read"}})] == ["nobody_fills"]


def test_ways_go_to_every_end_and_do_every_action() -> None:
    flow = flow_of_text("good", GOOD)
    [world] = worlds(flow)
    assert world == World()
    ways = routes(flow, graph_of(flow, world, date(2026, 1, 5)))
    assert {way.end for way in ways} == {"returned", "stopped"}
    assert {name for way in ways for name in way.names} >= {action.id for action in flow.actions}
    assert ways[0].names == ("accept", "begin", "sign", "hand")
