"""A flow as a BPMN 2.0 file (ISO/IEC 19510) with its drawing, readable by any modeller.

Who has the task is a lane; a state is a task in it (user task for a stage, receive task for the applicant, service task
for the system), a terminal one an end event; what may be done there is an exclusive gateway after it, whose flows are
the actions; a timer stands on the edge of its task. What BPMN has no word for stands in attributes of our own
namespace, so that reading the file back gives an equal flow.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree

from tinhso.engines.cases.rules.layout import Arrow, Box, draw
from tinhso.engines.cases.schema import Amount, FlowAction, FlowObject, FlowTimer, Named, State

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OWN = "urn:tinhso:flow:1"
#: Lanes of those who are no stage.
APPLICANT, SYSTEM = "applicant", "system"
LANE_NAMES = {APPLICANT: "Người nộp", SYSTEM: "Hệ thống"}
_GATEWAY = 36.0
_EVENT = 30.0
_PREFIXES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "tinhso": OWN}
#: Fields of a flow that are elements of the file; the others stand as attributes of our namespace.
_DRAWN = {"id", "name", "stages", "states", "actions", "timers", "initial", "conditions"}


def to_bpmn(flow: FlowObject) -> bytes:
    """The file, in UTF-8."""
    return _Writer(flow).write()


class _Writer:
    """Builds the tree of one file."""

    def __init__(self, flow: FlowObject) -> None:
        self.flow = flow
        names = {f"state:{state.id}": state.name for state in flow.states}
        names |= {f"action:{action.id}": action.name for action in flow.actions}
        names |= {f"clock:{state.id}": state.clock.value for state in flow.states}
        self.drawing = draw(flow, names)
        self.boxes = {box.state: box for box in self.drawing.boxes}
        self.arrows = {(arrow.origin, arrow.target): arrow for arrow in self.drawing.arrows}
        self.root = ElementTree.Element(
            _tag(BPMN, "definitions"), {"id": f"def_{flow.id}", "targetNamespace": OWN, "exporter": "Tỉnh Số"}
        )
        self.process = ElementTree.SubElement(
            self.root, _tag(BPMN, "process"), {"id": _id("flow", flow.id), "name": flow.name, "isExecutable": "false"}
        )
        self.flows: list[tuple[str, str, str, FlowAction | None]] = []
        self.shapes: list[tuple[str, float, float, float, float]] = []
        self.edges: list[tuple[str, list[tuple[float, float]]]] = []

    def write(self) -> bytes:
        """Write everything in the order that the schema of the OMG asks for."""
        self._own(self.process, self.flow.model_dump(mode="json", by_alias=True, exclude=_DRAWN, exclude_defaults=True))
        self._listed(self.process, "condition", self.flow.conditions)
        self._listed(self.process, "stage", self.flow.stages)
        self._lanes()
        self._start()
        for state in self.flow.states:
            self._state(state)
        for number, timer in enumerate(self.flow.timers):
            self._timer(number, timer)
        self._flows()
        self._draw()
        for prefix, uri in _PREFIXES.items():
            ElementTree.register_namespace(prefix, uri)
        ElementTree.indent(self.root)
        written: bytes = ElementTree.tostring(self.root, encoding="utf-8", xml_declaration=True)
        return written

    def _own(self, element: ElementTree.Element, values: Mapping[str, Any]) -> None:
        """Attributes of our own: lists with blanks, true as true."""
        for key, value in values.items():
            if isinstance(value, list):
                text = "\n".join(str(each) for each in value)
            else:
                text = str(value).lower() if isinstance(value, bool) else str(value)
            element.set(_tag(OWN, key), text)

    def _listed(self, process: ElementTree.Element, kind: str, items: Iterable[Named]) -> None:
        """Names that BPMN has no place for, as extension elements."""
        extension = process.find(_tag(BPMN, "extensionElements"))
        if extension is None:
            extension = ElementTree.SubElement(process, _tag(BPMN, "extensionElements"))
        for item in items:
            ElementTree.SubElement(extension, _tag(OWN, kind), item.model_dump())

    def _lane_of(self, state: State) -> str:
        if state.queue:
            return state.queue.stage
        return SYSTEM if state.terminal or state.charged_to == "system" else APPLICANT

    def _lanes(self) -> None:
        lanes: dict[str, list[str]] = {}
        for state in self.flow.states:
            lanes.setdefault(self._lane_of(state), []).append(_id("state", state.id))
        lane_set = ElementTree.SubElement(self.process, _tag(BPMN, "laneSet"), {"id": "lanes"})
        names = LANE_NAMES | {stage.id: stage.name for stage in self.flow.stages}
        for lane, members in lanes.items():
            element = ElementTree.SubElement(
                lane_set, _tag(BPMN, "lane"), {"id": _id("lane", lane), "name": names[lane]}
            )
            for member in members:
                ElementTree.SubElement(element, _tag(BPMN, "flowNodeRef")).text = member

    def _start(self) -> None:
        ElementTree.SubElement(self.process, _tag(BPMN, "startEvent"), {"id": "start", "name": "Nộp hồ sơ"})
        self.flows.append(("start_flow", "start", _id("state", self.flow.initial), None))
        box = self.boxes[self.flow.initial]
        x, y = box.x - 2 * _EVENT, box.y + box.height / 2
        self.shapes.append(("start", x, y - _EVENT / 2, _EVENT, _EVENT))
        self.edges.append(("start_flow", [(x + _EVENT, y), (box.x, y)]))

    def _state(self, state: State) -> None:
        kind = (
            "endEvent"
            if state.terminal
            else {APPLICANT: "receiveTask", SYSTEM: "serviceTask"}.get(self._lane_of(state), "userTask")
        )
        element = ElementTree.SubElement(
            self.process, _tag(BPMN, kind), {"id": _id("state", state.id), "name": state.name}
        )
        self._own(element, {"name_en": state.name_en, "status": state.status, "clock": state.clock.value})
        if state.charged_to:
            self._own(element, {"charged_to": state.charged_to})
        box = self.boxes[state.id]
        size = (_EVENT, _EVENT) if state.terminal else (box.width, box.height)
        self.shapes.append((_id("state", state.id), box.x, box.y, *size))
        if state.terminal:
            return
        gateway = _id("gate", state.id)
        ElementTree.SubElement(self.process, _tag(BPMN, "exclusiveGateway"), {"id": gateway})
        self.flows.append((_id("after", state.id), _id("state", state.id), gateway, None))
        x, y = box.x + box.width / 2, box.y + box.height
        self.shapes.append((gateway, x - _GATEWAY / 2, y + 4, _GATEWAY, _GATEWAY))
        self.edges.append((_id("after", state.id), [(x, y), (x, y + 4)]))
        for action in self.flow.actions:
            if state.id in action.from_:
                target = action.to or state.id
                flow_id = f"{_id('act', action.id)}.{state.id}"
                self.flows.append((flow_id, gateway, _id("state", target), action))
                self.edges.append((flow_id, self._waypoints(state.id, target)))

    def _waypoints(self, origin: str, target: str) -> list[tuple[float, float]]:
        """The points of an arrow, or a plain line between two states that have none."""
        arrow: Arrow | None = self.arrows.get((origin, target))
        if arrow is not None:
            return list(arrow.points)
        start, end = self.boxes[origin], self.boxes[target]
        return [_bottom(start), (end.x + end.width / 2, end.y)] if start is not end else _loop(start)

    def _timer(self, number: int, timer: FlowTimer) -> None:
        box, event = self.boxes[timer.state], f"timer_{number}"
        element = ElementTree.SubElement(
            self.process,
            _tag(BPMN, "boundaryEvent"),
            {
                "id": event,
                "attachedToRef": _id("state", timer.state),
                "cancelActivity": "true" if timer.action else "false",
            },
        )
        told = timer.model_dump(
            mode="json", include={"action", "notify", "message", "message_en"}, exclude_defaults=True
        )
        self._own(element, told)
        definition = ElementTree.SubElement(element, _tag(BPMN, "timerEventDefinition"), {"id": f"{event}_when"})
        amount = timer.after or timer.before_due
        kind = "after" if timer.after else "before_due"
        self._own(definition, {"counted": kind, **(amount.model_dump() if amount else {})})
        duration = ElementTree.SubElement(definition, _tag(BPMN, "timeDuration"))
        duration.set(_tag(XSI, "type"), "bpmn:tFormalExpression")
        duration.text = _duration(amount)
        x = box.x + 14 + 36 * sum(other.state == timer.state for other in self.flow.timers[:number])
        self.shapes.append((event, x, box.y - _EVENT / 2, _EVENT, _EVENT))

    def _flows(self) -> None:
        seen: set[str] = set()
        for flow_id, source, target, action in self.flows:
            attributes = {"id": flow_id, "sourceRef": source, "targetRef": target}
            if action is not None:
                attributes["name"] = action.name
            element = ElementTree.SubElement(self.process, _tag(BPMN, "sequenceFlow"), attributes)
            if action is None:
                continue
            self._own(element, {"action": action.id})
            if action.id not in seen:
                seen.add(action.id)
                values = action.model_dump(mode="json", by_alias=True, exclude_defaults=True)
                self._own(element, {key: value for key, value in values.items() if key not in {"id", "name", "when"}})
                self._own(element, {"order": self.flow.actions.index(action)})
            if action.when:
                condition = ElementTree.SubElement(element, _tag(BPMN, "conditionExpression"))
                condition.set(_tag(XSI, "type"), "bpmn:tFormalExpression")
                condition.text = action.when.source

    def _draw(self) -> None:
        diagram = ElementTree.SubElement(self.root, _tag(BPMNDI, "BPMNDiagram"), {"id": "diagram"})
        plane = ElementTree.SubElement(
            diagram, _tag(BPMNDI, "BPMNPlane"), {"id": "plane", "bpmnElement": _id("flow", self.flow.id)}
        )
        for element, x, y, width, height in self.shapes:
            shape = ElementTree.SubElement(
                plane, _tag(BPMNDI, "BPMNShape"), {"id": f"{element}_shape", "bpmnElement": element}
            )
            bounds = {"x": x, "y": y, "width": width, "height": height}
            ElementTree.SubElement(shape, _tag(DC, "Bounds"), {key: f"{value:.1f}" for key, value in bounds.items()})
        for element, points in self.edges:
            edge = ElementTree.SubElement(
                plane, _tag(BPMNDI, "BPMNEdge"), {"id": f"{element}_edge", "bpmnElement": element}
            )
            for x, y in points:
                ElementTree.SubElement(edge, _tag(DI, "waypoint"), {"x": f"{x:.1f}", "y": f"{y:.1f}"})


def _tag(uri: str, name: str) -> str:
    return f"{{{uri}}}{name}"


def _id(kind: str, name: str) -> str:
    """An id of the file: kinds never meet, and it may begin as XML asks."""
    return f"{kind}_{name}"


def _bottom(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height


def _loop(box: Box) -> list[tuple[float, float]]:
    right, middle = box.x + box.width, box.y + box.height / 2
    return [_bottom(box), (right + 20, box.y + box.height), (right + 20, middle), (right, middle)]


def _duration(amount: Amount | None) -> str:
    """A length of time as ISO 8601; working time is told exactly in our own attributes."""
    if amount is None:
        return "PT0S"
    return f"PT{amount.value}H" if amount.unit == "working_hours" else f"P{amount.value}D"
