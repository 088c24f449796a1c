"""An independent corpus of office workflows: each can be said as a flow, is sound, walks to every end, and travels."""

from datetime import datetime
from uuid import UUID
from xml.etree import ElementTree

import pytest

from tinhso.core.testing import moment
from tinhso.engines.cases import rules
from tinhso.engines.cases.actions import Setting, imagine_case, walk
from tinhso.engines.cases.rules.bpmn_in import read_bpmn
from tinhso.engines.cases.rules.bpmn_out import to_bpmn
from tinhso.engines.cases.rules.layout import draw
from tinhso.engines.cases.rules.positions import World
from tinhso.engines.cases.schema import FlowObject
from tinhso.engines.cases.tests.corpus import WORKFLOWS
from tinhso.engines.cases.tests.flowtext import CODES, MOVES, flow_of_text
from tinhso.engines.cases.types import Applicant, Channel, Opening, Seat
from tinhso.foundation.calendar.api import WorkingCalendar

AT: datetime = moment("2026-08-27 09:10")
OFFICE = WorkingCalendar(
    week=dict.fromkeys(range(5), ((450, 690), (810, 1050))), days_off=[], extra_days=[], known_years=[2026, 2027]
)
NOWHERE = UUID(int=0)
each_workflow = pytest.mark.parametrize("name", WORKFLOWS)


def flow_of(name: str) -> FlowObject:
    workflow = WORKFLOWS[name]
    return flow_of_text(name, f"{workflow.states}\n---\n{workflow.actions}", **workflow.more)


def opening_in(flow: FlowObject, world: World) -> Opening:
    return Opening(
        type_code=flow.id,
        title=flow.name,
        unit_id=NOWHERE,
        receiving_unit_id=NOWHERE,
        applicant=Applicant("Nguyễn Văn Thử"),
        channel=Channel(world.channel),
        deadline={"value": 5, "unit": "working_days", "same_day_cutoff": None},
        hours="office",
        code_prefix="H57",
        stages={stage.id: Seat(NOWHERE) for stage in flow.stages},
        conditions=dict(world.conditions),
    )


def test_there_are_forty() -> None:
    assert len(WORKFLOWS) >= 40


@each_workflow
def test_each_is_sound(name: str) -> None:
    assert [(f.code, f.place, f.text) for f in rules.findings_of(flow_of(name), CODES)] == []


@each_workflow
def test_each_walks_to_every_end(name: str) -> None:
    flow = flow_of(name)
    found = walk(Setting(flow, MOVES, OFFICE), lambda world: opening_in(flow, world), AT)
    assert found.broken == ()
    assert found.missed == ()
    assert set(found.ends) == {state.id for state in flow.states if state.terminal}


@each_workflow
def test_each_travels_as_bpmn_and_comes_back_equal(name: str) -> None:
    flow = flow_of(name)
    reading = read_bpmn(to_bpmn(flow))
    assert reading.remarks == []
    assert reading.is_exact
    assert FlowObject.model_validate(reading.flow) == flow


@each_workflow
def test_no_two_states_lie_over_each_other(name: str) -> None:
    flow = flow_of(name)
    names = {f"state:{s.id}": s.name for s in flow.states} | {f"clock:{s.id}": s.clock.value for s in flow.states}
    drawing = draw(flow, names | {f"action:{action.id}": action.name for action in flow.actions})
    for number, one in enumerate(drawing.boxes):
        assert one.x >= 0 and one.x + one.width <= drawing.width
        assert one.y >= 0 and one.y + one.height <= drawing.height
        for other in drawing.boxes[number + 1 :]:
            apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
            apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert apart_x or apart_y, (one.state, other.state)


def test_a_file_refers_only_to_what_it_has() -> None:
    root = ElementTree.fromstring(to_bpmn(flow_of("committee")))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    for element in root.iter():
        for reference in ("sourceRef", "targetRef", "attachedToRef", "bpmnElement"):
            if element.get(reference):
                assert element.get(reference) in ids


def test_an_imagined_case_promises_as_the_calendar_counts() -> None:
    flow = flow_of("papers-once")
    story = imagine_case(setting=Setting(flow, MOVES, OFFICE), opening=opening_in(flow, World()), at=AT)
    assert story.case.promised_at == moment("2026-09-03 09:10")
    asked = story.wait(60).act("accept").act("begin").act("request")
    # Two working days with the applicant move the date by as much.
    back = asked.wait(960).act("send")
    assert back.case.due_at == moment("2026-09-07 09:10")
    assert [segment.counts for segment in back.segments] == [True, True, False, True]
    assert story.case.state == "filed", "what is imagined further leaves what was before"
    assert back.faults() == []
