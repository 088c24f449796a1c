"""Reading a BPMN 2.0 file as a flow: our own exactly, those of other modellers as far as the usual office subset goes.

Understood of others: one process; start and end events; tasks (user, manual, receive, send, service and plain ones);
lanes; exclusive and event gateways; a parallel or inclusive split whose branches are single tasks and that is joined
again, which becomes a consultation; timers on the edge of a task; sequence flows with their names. Everything else is
listed with where it stands, and left out. What is read is a draft: an official completes status codes, permissions and
conditions before it can be put in force, and the pack check says what is missing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext
from pydantic import ValidationError

from tinhso.core.text import fold
from tinhso.engines.cases.rules.bpmn_out import APPLICANT, BPMN, OWN, SYSTEM
from tinhso.engines.cases.rules.safe_xml import UnsafeXml, read_xml
from tinhso.engines.cases.schema import FlowObject

#: Elements of a process that say nothing about its flow, or are read with what they belong to.
_SILENT = {
    "extensionElements", "laneSet", "sequenceFlow", "documentation", "incoming", "outgoing", "ioSpecification",
    "textAnnotation", "association", "dataObject", "dataObjectReference", "group", "category",
}  # fmt: skip
_TASKS = {"userTask", "manualTask", "receiveTask", "sendTask", "serviceTask", "task", "scriptTask", "businessRuleTask"}
_CATCHES = {"intermediateCatchEvent"}
_GATES = {"exclusiveGateway", "eventBasedGateway"}
_SPLITS = {"parallelGateway", "inclusiveGateway"}
_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?\Z")
_LISTS = {"from", "by", "needs", "effects", "legal_basis", "to_confirm"}
_APPLICANT_WORDS = ("nguoi nop", "cong dan", "nguoi dan", "khach hang", "applicant", "citizen", "customer", "client")
_MOST_NODES = 200


@dataclass(frozen=True, slots=True)
class Remark:
    """Something of a file that was not understood, or was taken as something else: its element, id and a sentence."""

    element: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class BpmnReading:
    """What a file says: the flow as a pack writes it (None where there is none to read), and what was not understood.

    ``is_exact`` where the file is one of our own and says everything.
    """

    flow: dict[str, Any] | None
    remarks: list[Remark] = field(default_factory=list)
    is_exact: bool = False


def read_bpmn(content: bytes) -> BpmnReading:
    """Read a file. Never raises: what cannot be read is told as a remark."""
    try:
        root = read_xml(content)
    except UnsafeXml as error:
        return BpmnReading(None, [Remark("", "", gettext(_REFUSALS[error.reason]).format(line=error.line))])
    processes = root.findall(_bpmn("process"))
    if root.tag != _bpmn("definitions") or not processes:
        return BpmnReading(None, [Remark(_local(root), "", gettext("Không phải tệp BPMN 2.0 có quy trình."))])
    remarks = [
        Remark("process", one.get("id", ""), gettext("Chỉ đọc quy trình đầu tiên của tệp.")) for one in processes[1:]
    ]
    if any(element.get(_own("status")) for element in processes[0]):
        return _own_flow(processes[0], remarks)
    reader = _Reader(processes[0])
    flow = reader.read()
    return BpmnReading(flow, [*remarks, *reader.remarks])


_REFUSALS = {
    "size": "Tệp lớn quá 2 MB.",
    "doctype": "Tệp có khai báo DOCTYPE hoặc thực thể, không đọc (dòng {line}).",
    "depth": "Tệp lồng quá 40 tầng (dòng {line}).",
    "elements": "Tệp có quá 20.000 phần tử (dòng {line}).",
    "attributes": "Một phần tử có quá nhiều thuộc tính (dòng {line}).",
    "syntax": "Tệp không phải XML đúng cú pháp (dòng {line}).",
}


def _bpmn(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _own(name: str) -> str:
    return f"{{{OWN}}}{name}"


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _values(element: Element) -> dict[str, Any]:
    """The attributes of our own namespace, lists and true-or-false as they were."""
    values: dict[str, Any] = {}
    for key, text in element.attrib.items():
        if key.startswith(f"{{{OWN}}}"):
            name = key.rpartition("}")[2]
            values[name] = text.split("\n") if name in _LISTS else {"true": True, "false": False}.get(text, text)
    return values


def _own_flow(process: Element, remarks: list[Remark]) -> BpmnReading:
    """A file that ``to_bpmn`` wrote, as it was or as a modeller has changed its names, flows and places."""
    extension = process.find(_bpmn("extensionElements"))
    listed = extension if extension is not None else Element("none")
    states = {
        element.get("id", ""): {
            "id": element.get("id", "").removeprefix("state_"),
            "name": element.get("name", ""),
            **_values(element),
        }
        for element in process
        if element.get(_own("status"))
    }
    lanes = {
        member.text: lane.get("id", "").removeprefix("lane_")
        for lane in process.iter(_bpmn("lane"))
        for member in lane.findall(_bpmn("flowNodeRef"))
    }
    for element in process:
        state = states.get(element.get("id", ""))
        if state is None:
            continue
        if _local(element) == "endEvent":
            state["terminal"] = True
        lane = lanes.get(element.get("id", ""), "")
        if lane not in {"", APPLICANT, SYSTEM}:
            state["queue"] = {"stage": lane}
    flow = {
        "id": process.get("id", "").removeprefix("flow_"),
        "name": process.get("name", ""),
        **_values(process),
        "initial": _target_of_start(process),
        "conditions": [dict(each.attrib) for each in listed.findall(_own("condition"))],
        "stages": [dict(each.attrib) for each in listed.findall(_own("stage"))],
        "states": list(states.values()),
        "actions": _own_actions(process),
        "timers": [
            _own_timer(each)
            for each in process.findall(_bpmn("boundaryEvent"))
            if each.get("id", "").startswith("timer_")
        ],
    }
    try:
        FlowObject.model_validate(flow)
    except ValidationError as error:
        told = error.errors(include_url=False)[:20]
        remarks += [Remark("process", ".".join(map(str, one["loc"])), str(one["msg"])) for one in told]
    return BpmnReading(flow, remarks, is_exact=not remarks)


def _target_of_start(process: Element) -> str:
    starts = {element.get("id") for element in process.findall(_bpmn("startEvent"))}
    flows = process.findall(_bpmn("sequenceFlow"))
    return next((f.get("targetRef", "").removeprefix("state_") for f in flows if f.get("sourceRef") in starts), "")


def _own_actions(process: Element) -> list[dict[str, Any]]:
    actions: dict[str, dict[str, Any]] = {}
    for element in process.findall(_bpmn("sequenceFlow")):
        values = _values(element)
        name = values.pop("action", "")
        if not name:
            continue
        action = actions.setdefault(name, {"id": name, "to": None})
        action |= {"name": element.get("name", ""), **values}
        condition = element.find(_bpmn("conditionExpression"))
        if condition is not None and condition.text:
            action["when"] = condition.text.strip()
    ordered = sorted(actions.values(), key=lambda action: int(action.get("order", len(actions))))
    for action in ordered:
        action.pop("order", None)
        if action["to"] == "None":
            action["to"] = None
    return ordered


def _own_timer(element: Element) -> dict[str, Any]:
    definition = element.find(_bpmn("timerEventDefinition"))
    values = _values(definition) if definition is not None else {}
    counted = values.pop("counted", "after")
    state = element.get("attachedToRef", "").removeprefix("state_")
    return {"state": state, counted: {**values, "value": int(values.get("value", 0))}, **_values(element)}


@dataclass(slots=True)
class _Reader:
    """Reads a process that others drew."""

    process: Element
    remarks: list[Remark] = field(default_factory=list)
    nodes: dict[str, Element] = field(default_factory=dict)
    leaving: dict[str, list[Element]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)
    consultations: dict[str, tuple[str, str]] = field(default_factory=dict)

    def read(self) -> dict[str, Any] | None:
        """The flow as a pack writes it; None where there is no start, no task or too much."""
        self._collect()
        starts = [element for element in self.nodes.values() if _local(element) == "startEvent"]
        self._find_consultations()
        tasks = [element for node_id, element in self.nodes.items() if node_id in self.names]
        if not starts or not tasks or len(self.nodes) > _MOST_NODES:
            self._remark(self.process, gettext("Cần một sự kiện bắt đầu và từ 1 đến 200 công việc."))
            return None
        for element in starts[1:]:
            self._remark(element, gettext("Chỉ đọc sự kiện bắt đầu thứ nhất."))
        stages = self._stages()
        states = [self._state(element, stages) for element in tasks]
        actions = [action for element in tasks if _local(element) != "endEvent" for action in self._actions(element)]
        timers = list(self._timers(actions))
        first = next(iter(self._targets(starts[0])), None)
        return {
            "id": _slug(self.process.get("id", "")) or "bpmn",
            "name": self.process.get("name") or self.process.get("id", "BPMN"),
            "name_en": self.process.get("name") or self.process.get("id", "BPMN"),
            **({"consultation_flow": "consultation"} if self.consultations else {}),
            "initial": self.names.get(first[1].get("id", ""), states[0]["id"]) if first else states[0]["id"],
            "stages": [{"id": stage, "name": name, "name_en": name} for stage, name in stages.items()],
            "states": [*states, *self._waiting_states()],
            "actions": [*actions, *self._conclusions()],
            "timers": timers,
        }

    def _remark(self, element: Element, text: str) -> None:
        self.remarks.append(Remark(_local(element), element.get("name", "") or element.get("id", ""), text))

    def _collect(self) -> None:
        for element in self.process:
            kind = _local(element)
            if kind == "sequenceFlow":
                self.leaving.setdefault(element.get("sourceRef", ""), []).append(element)
            elif kind in _TASKS | _CATCHES | _GATES | _SPLITS | {"startEvent", "endEvent", "boundaryEvent"}:
                self.nodes[element.get("id", "")] = element
            elif kind not in _SILENT:
                self._remark(element, gettext("Không đọc được loại phần tử này; đã bỏ qua."))
        used: set[str] = set()
        for node_id, element in self.nodes.items():
            if self._is_state(element):
                self.names[node_id] = _free(_slug(element.get("name") or node_id), used)
        for element in self.process.iter(_bpmn("lane")):
            for member in element.findall(_bpmn("flowNodeRef")):
                self.lanes[(member.text or "").strip()] = element.get("name", "") or element.get("id", "")

    @staticmethod
    def _is_state(element: Element) -> bool:
        return _local(element) in _TASKS | _CATCHES | {"endEvent"}

    def _stages(self) -> dict[str, str]:
        """Stages: the lanes that hold a task of an office; one of its own where there are no lanes."""
        names = [name for name in dict.fromkeys(self.lanes.values()) if not _is_applicant(name)]
        used: set[str] = set()
        return {_free(_slug(name), used): name for name in names} or {"handle": gettext("Thụ lý")}

    def _party(self, element: Element, stages: Mapping[str, str]) -> str:
        """Who has the task: the applicant, the system, or a stage."""
        kind, lane = _local(element), self.lanes.get(element.get("id", ""), "")
        if kind == "receiveTask" or kind in _CATCHES or _is_applicant(lane):
            return APPLICANT
        if kind in {"serviceTask", "scriptTask", "businessRuleTask"}:
            return SYSTEM
        return next((stage for stage, name in stages.items() if name == lane), next(iter(stages)))

    def _state(self, element: Element, stages: Mapping[str, str]) -> dict[str, Any]:
        name = element.get("name") or self.names[element.get("id", "")]
        state: dict[str, Any] = {"id": self.names[element.get("id", "")], "name": name, "name_en": name}
        if _local(element) == "endEvent":
            return state | {"status": "10", "clock": "stopped", "terminal": True}
        if _local(element) in {"scriptTask", "businessRuleTask", "serviceTask"}:
            self._remark(element, gettext("Việc của máy: đọc thành trạng thái chờ; mã chương trình không được chạy."))
        party = self._party(element, stages)
        if party == APPLICANT:
            return state | {"status": "5", "clock": "pause", "charged_to": "applicant"}
        if party == SYSTEM:
            return state | {"status": "4", "clock": "run", "charged_to": "system"}
        return state | {"status": "4", "clock": "run", "charged_to": "office", "queue": {"stage": party}}

    def _targets(self, element: Element, seen: frozenset[str] = frozenset()) -> Iterable[tuple[list[Element], Element]]:
        """The states that may follow an element, through gateways: the flows passed on the way, and the state."""
        for flow in self.leaving.get(element.get("id", ""), ()):
            target = self.nodes.get(flow.get("targetRef", ""))
            if target is None or target.get("id", "") in seen:
                self._remark(flow, gettext("Mũi tên không dẫn đến đâu; đã bỏ qua."))
                continue
            if target.get("id", "") in self.names or target.get("id", "") in self.consultations:
                yield [flow], target
            else:
                for passed, state in self._targets(target, seen | {target.get("id", "")}):
                    yield [flow, *passed], state

    def _actions(self, element: Element) -> Iterable[dict[str, Any]]:
        origin = self.names[element.get("id", "")]
        party = self._party(element, self._stages())
        for passed, target in self._targets(element):
            if target.get("id", "") in self.consultations:
                action = self._consultation(origin, party, target)
            else:
                action = self._action(origin, party, self.names[target.get("id", "")], target)
            label = next((flow.get("name") for flow in reversed(passed) if flow.get("name")), None)
            if label:
                action["name"] = action["name_en"] = label
            for flow in passed:
                condition = flow.find(_bpmn("conditionExpression"))
                if condition is not None and (condition.text or "").strip():
                    told = gettext(
                        "Điều kiện “{text}” không phải biểu thức của nền tảng; bước được đưa ra cho người chọn."
                    )
                    self._remark(flow, told.format(text=(condition.text or "").strip()[:80]))
            yield action

    def _action(self, origin: str, party: str, target: str, element: Element | None) -> dict[str, Any]:
        name = (element.get("name") if element is not None else None) or target
        action: dict[str, Any] = {
            "id": f"{origin}--{target}"[:60], "name": name, "name_en": name, "from": [origin], "to": target,
            "by": [party],
        }  # fmt: skip
        if party not in {APPLICANT, SYSTEM}:
            action["permission"] = "cases.act"
        if party == SYSTEM:
            action["when"] = "true"
        return action

    def _find_consultations(self) -> None:
        """Splits into single tasks that meet again: units are asked in parallel, and the case waits for all."""
        for split_id, split in self.nodes.items():
            branches = [flow.get("targetRef", "") for flow in self.leaving.get(split_id, ())]
            if _local(split) not in _SPLITS or len(branches) < 2:
                continue
            joins = {flow.get("targetRef", "") for task in branches for flow in self.leaving.get(task, ())}
            after = [flow.get("targetRef", "") for join in joins for flow in self.leaving.get(join, ())]
            single = all(branch in self.names and len(self.leaving.get(branch, ())) == 1 for branch in branches)
            if not (single and len(joins) == 1 and len(after) == 1 and after[0] in self.names):
                told = gettext("Nhánh song song không gồm các việc đơn rồi nhập lại; đọc thành lựa chọn một nhánh.")
                self._remark(split, told)
                continue
            self._remark(split, gettext("Nhánh song song đọc thành lấy ý kiến: mỗi nhánh một cơ quan được hỏi."))
            for branch in branches:
                del self.names[branch]
            self.consultations[split_id] = (f"opinions_{len(self.consultations) + 1}", self.names[after[0]])

    def _consultation(self, origin: str, party: str, split: Element) -> dict[str, Any]:
        name = split.get("name") or gettext("Lấy ý kiến")
        asked = {"name": name, "name_en": name, "needs": ["units", "due_date"], "effects": ["start_consultation"]}
        return self._action(origin, party, self.consultations[split.get("id", "")][0], None) | asked

    def _waiting_states(self) -> list[dict[str, Any]]:
        name, name_en = "Chờ cơ quan phối hợp trả lời", "Waiting for other agencies"
        return [
            {
                "id": waiting, "name": name, "name_en": name_en, "status": "4", "clock": "run",
                "charged_to": "other_agency",
            }
            for waiting, _ in self.consultations.values()
        ]  # fmt: skip

    def _conclusions(self) -> list[dict[str, Any]]:
        return [
            {
                "id": f"{waiting}_answered", "name": "Đã đủ ý kiến", "name_en": "All opinions in", "from": [waiting],
                "to": target, "by": [SYSTEM], "when": "open_consultations == 0",
            }
            for waiting, target in self.consultations.values()
        ]  # fmt: skip

    def _timers(self, actions: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        for element in self.nodes.values():
            if _local(element) != "boundaryEvent":
                continue
            state = self.names.get(element.get("attachedToRef", ""))
            target = next(iter(self._targets(element)), None)
            duration = element.find(f"{_bpmn('timerEventDefinition')}/{_bpmn('timeDuration')}")
            amount = _amount(duration.text if duration is not None else None)
            if state is None or target is None or target[1].get("id", "") not in self.names:
                self._remark(element, gettext("Sự kiện trên cạnh không dẫn đến công việc nào; đã bỏ qua."))
            elif element.find(_bpmn("messageEventDefinition")) is not None:
                self._remark(element, gettext("Thông điệp đến đọc thành bước của người nộp."))
                actions.append(self._action(state, APPLICANT, self.names[target[1].get("id", "")], target[1]))
            elif amount is None:
                self._remark(element, gettext("Không đọc được thời gian của sự kiện này; đã bỏ qua."))
            else:
                action = self._action(state, SYSTEM, self.names[target[1].get("id", "")], target[1])
                action.pop("when")
                action["id"] = f"{action['id'][:50]}--timer"
                actions.append(action)
                yield {"state": state, "after": amount, "action": action["id"]}


def _is_applicant(name: str) -> bool:
    return any(word in fold(name) for word in _APPLICANT_WORDS)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:28] or "x"


def _free(name: str, used: set[str]) -> str:
    """``name``, or with a number where it is taken."""
    free, number = name, 2
    while free in used:
        free, number = f"{name}_{number}", number + 1
    used.add(free)
    return free


def _amount(text: str | None) -> dict[str, Any] | None:
    """An ISO 8601 duration as a length of time of a flow: whole days, or working hours."""
    match = _DURATION.match((text or "").strip())
    if match is None or not any(match.groups()):
        return None
    weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    if hours or minutes:
        value = (weeks * 7 + days) * 8 + hours + (1 if minutes else 0)
        return {"value": value, "unit": "working_hours"} if value <= 10_000 else None
    value = weeks * 7 + days
    return {"value": value, "unit": "days"} if value <= 10_000 else None
