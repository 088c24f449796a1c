"""Flows in force: what is wrong with them, what runs under them, and BPMN files read as flows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from tinhso.core.packs import api as packs
from tinhso.core.packs.models import ChangeSet
from tinhso.core.packs.reviewing import changed_objects
from tinhso.engines.cases import api as cases
from tinhso.services.procedures.queries.catalogue import procedures_on
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.procedures.types import FlowNotFound


def flow(flow_id: str) -> cases.FlowObject:
    """One flow in force. Raises ``FlowNotFound``."""
    found = packs.current("flows", cases.FlowObject).get(flow_id)
    if found is None:
        raise FlowNotFound(flow_id=flow_id[:120])
    return found


def procedures_under(flow_id: str, day: date) -> list[ProcedureObject]:
    """The procedures in force that run under a flow."""
    return [item for item in procedures_on(day).values() if item.flow == flow_id]


def flow_of_body(body: Mapping[str, Any]) -> cases.FlowObject | None:
    """A body as a flow; None while its shape is wrong."""
    try:
        return cases.FlowObject.model_validate(body)
    except ValidationError:
        return None


def procedures_to_try(change_set: ChangeSet, flow: cases.FlowObject, day: date) -> list[ProcedureObject]:
    """The procedures with which a changed flow is tried: those under it, in the change set or in force; of a flow that
    none is under yet, those that fill all its stages.
    """
    drafted = []
    for changed in changed_objects(change_set):
        if changed.section == "procedures" and changed.body.get("flow") == flow.id:
            try:
                drafted.append(ProcedureObject.model_validate(changed.body))
            except ValidationError:
                continue  # told where it is edited
    known = {item.id for item in drafted}
    found = [*drafted, *(item for item in procedures_under(flow.id, day) if item.id not in known)]
    stages = set(flow.stage_by_id)
    return found or [item for item in procedures_on(day).values() if stages <= set(item.stages)]


def flow_marks(flow: cases.FlowObject) -> dict[str, cases.Mark]:
    """What is added, removed or changed against the version in force: ``states.x`` and ``actions.y`` with the mark."""
    before = packs.current("flows", cases.FlowObject).get(flow.id)
    if before is None:
        return {}
    compared = cases.compare(before, flow)
    found = {f"states.{name}": mark for name, mark in compared.states.items()}
    kinds: dict[str, set[cases.Mark]] = {}
    for part, mark in compared.actions.items():
        kinds.setdefault(compared.origin[part], set()).add(mark)
    for name, marks in kinds.items():
        is_whole = len(marks) == 1 and (name in before.action_by_id) != (name in flow.action_by_id)
        found[f"actions.{name}"] = marks.pop() if is_whole else "changed"
    return found


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A flow in a list: what is wrong with it, how many procedures run under it, how many of its cases are open."""

    flow: cases.FlowObject
    findings: list[cases.Finding]
    procedures: int
    open_cases: int


def flows_on(day: date) -> list[FlowRow]:
    """Every flow in force, in order of id. Two queries."""
    counts = cases.open_cases_by_flow()
    flows = packs.current("flows", cases.FlowObject)
    return [
        FlowRow(
            flow, cases.flow_findings(flow), len(procedures_under(flow.id, day)), sum(counts.get(flow.id, {}).values())
        )
        for flow in flows.values()
    ]


#: A BPMN file that is longer than this is not read.
MOST_OF_BPMN = 2_000_001


@dataclass(frozen=True, slots=True)
class BpmnDraft:
    """A BPMN file as a flow: as a pack would write it, what was not understood, and what is wrong with the flow."""

    flow: dict[str, Any] | None
    is_exact: bool
    remarks: list[cases.Remark]
    findings: list[cases.Finding]


def read_bpmn(content: bytes) -> BpmnDraft:
    """Read a BPMN file and look the flow through that it gives; nothing is stored."""
    reading = cases.read_bpmn(content)
    try:
        findings = cases.flow_findings(cases.FlowObject.model_validate(reading.flow)) if reading.flow else []
    except ValidationError:
        findings = []  # told among the remarks
    return BpmnDraft(reading.flow, reading.is_exact, reading.remarks, findings)
