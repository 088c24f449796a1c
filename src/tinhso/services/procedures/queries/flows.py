"""Flows in force: what is wrong with them, what runs under them, and BPMN files read as flows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from tinhso.core.packs import api as packs
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
