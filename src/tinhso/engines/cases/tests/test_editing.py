"""Bodies of flows edited piece by piece: nothing lost by looking, names followed, members taken out, versions compared."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tinhso.engines.cases.rules import comparing, editing
from tinhso.engines.cases.schema import FlowObject

FLOWS = sorted(Path(settings.SOURCE, "packs/common/flows").glob("*.yaml"))


def body_of(name: str) -> dict[str, Any]:
    path = Path(settings.SOURCE, "packs/common/flows", f"{name}.yaml")
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_opening_and_closing_changes_nothing(path: Path) -> None:
    body = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert editing.closed_flow(editing.opened_flow(body)) == body


@pytest.mark.parametrize(
    "body", [{}, {"states": "x"}, {"states": [1], "actions": [{"from": None}], "timers": [{"after": 3}, "t"]}]
)
def test_any_body_can_be_opened_and_closed(body: dict[str, Any]) -> None:
    editing.closed_flow(editing.opened_flow(body))
    assert editing.flow_members(body, "stages") == []


def renamed(part: str, old: str, new: str) -> FlowObject:
    before = editing.opened_flow(body_of("field-inspection"))
    after = editing.opened_flow(before)
    next(each for each in editing.flow_members(after, part) if each["id"] == old)["id"] = new
    editing.follow_renames(before, after)
    return FlowObject.model_validate(editing.closed_flow(after))


@pytest.mark.parametrize("part", editing.NAMED_PARTS)
def test_a_new_id_is_followed_everywhere(part: str) -> None:
    for member in body_of("field-inspection")[part]:
        flow = renamed(part, member["id"], "another_name")
        known = {*flow.stage_by_id, "applicant", "system"}
        assert all(set(action.by) <= known for action in flow.actions)
        assert all({*action.from_, action.to or flow.initial} <= set(flow.state_by_id) for action in flow.actions)
        assert all(timer.action is None or timer.action in flow.action_by_id for timer in flow.timers)


def test_an_expression_follows_an_action_and_a_condition() -> None:
    flow = renamed("actions", "report_inspection", "told")
    assert any('"told" in performed' in action.when.source for action in flow.actions if action.when)
    flow = renamed("conditions", "inspection_needed", "visit")
    sources = [action.when.source for action in flow.actions if action.when]
    assert any("visit" in source for source in sources)
    assert not any("inspection_needed" in source for source in sources)


def test_a_state_goes_with_what_leads_to_it() -> None:
    body = editing.opened_flow(body_of("simple"))
    gone = editing.take_out_state(body, "waiting_supplement")
    flow = FlowObject.model_validate(editing.closed_flow(body))
    assert gone > 0
    assert "request_supplement" not in flow.action_by_id
    assert "waiting_supplement" not in flow.action_by_id["withdraw"].from_
    assert all(timer.state != "waiting_supplement" for timer in flow.timers)


def test_who_uses_a_part_is_known() -> None:
    body = editing.opened_flow(body_of("field-inspection"))
    assert {each.get("id") for each in editing.flow_part_users(body, "stages", "sign")} >= {"signing", "sign"}
    assert editing.flow_part_users(body, "conditions", "inspection_needed")
    assert not editing.flow_part_users(body, "conditions", "other")


def test_versions_are_laid_over_each_other() -> None:
    old = FlowObject.model_validate(body_of("simple"))
    body = body_of("simple")
    body["states"].append({"id": "checking", "name": "Soát", "name_en": "Check", "status": "4", "clock": "run",
                           "charged_to": "office", "queue": {"stage": "handle"}})  # fmt: skip
    sign = next(each for each in body["actions"] if each["id"] == "submit_for_signature")
    sign["to"] = "checking"
    body["actions"] = [each for each in body["actions"] if each["id"] != "forward"]
    body["states"][0]["name"] = "Vừa nộp"
    found = comparing.compare(old, FlowObject.model_validate(body))
    assert found.states == {"checking": "added", body["states"][0]["id"]: "changed"}
    assert found.actions == {
        "submit_for_signature+": "added", "submit_for_signature-": "removed", "forward-": "removed",
    }  # fmt: skip
    assert found.origin["submit_for_signature+"] == "submit_for_signature"
    same = comparing.compare(old, old)
    assert not same.states and not same.actions
