"""REST: flows with what is wrong with them, their dates, imagined dossiers, BPMN in and out. Nothing here is stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from ninja import File, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tinhso.core.access import needs
from tinhso.core.clock import local
from tinhso.core.errors import InvalidInput
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.imagining import MOST_STEPS, PACES, Plan, play, time_routes
from tinhso.services.procedures.rest.room import SHORT, rest
from tinhso.services.procedures.schema import ProcedureObject

REVIEW = needs("procedures.review")


class FlowFindingOut(Schema):
    """One thing that is wrong with a flow: ``error`` or ``warning``, where, and a sentence."""

    severity: str
    code: str
    place: str
    text: str


class FlowRow(Schema):
    """A flow in a list."""

    id: str
    name: str
    name_en: str
    procedures: int
    open_cases: int
    errors: int
    warnings: int


class FlowOut(Schema):
    """A flow as the pack has it, what is wrong with it, who uses it, and its open cases by state."""

    flow: dict[str, Any]
    findings: list[FlowFindingOut]
    procedures: list[str]
    open_cases: dict[str, int]


class PlanIn(Schema):
    """An imagined filing: a procedure of the flow, the moment, which deadline, how long it rests before each step,
    the channel, and the flow's conditions that hold.
    """

    procedure: str = Field("", max_length=SHORT)
    at: datetime | None = None
    deadline: int = Field(0, ge=0, le=50)
    minutes: int = Field(PACES[1], ge=1, le=PACES[-1])
    channel: cases.Channel = cases.Channel.ONLINE
    conditions: list[str] = Field([], max_length=20)
    steps: list[str] = Field([], max_length=MOST_STEPS)


class SegmentOut(Schema):
    """A stretch of the clock."""

    state: str
    charged_to: str
    counts: bool
    started_at: datetime
    ended_at: datetime | None


class PlayOut(Schema):
    """An imagined dossier after its steps: where it stands, its dates, and what may be done next."""

    state: str
    status: str
    now: datetime
    promised_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    on_time: bool | None
    stage: str | None
    performed: list[str]
    papers: list[str]
    segments: list[SegmentOut]
    timers: list[datetime]
    offered: list[str]


class RouteOut(Schema):
    """A way to an end with its dates, and the working minutes of each party."""

    steps: list[str]
    end: str
    first_promise: datetime | None
    promised_at: datetime | None
    finished_at: datetime | None
    on_time: bool | None
    working_minutes: dict[str, int]


class RemarkOut(Schema):
    """Something of a BPMN file that was not understood."""

    element: str
    id: str
    text: str


class BpmnOut(Schema):
    """What a BPMN file says: the flow as a pack writes it, what was not understood, and what is wrong with the flow."""

    flow: dict[str, Any] | None
    is_exact: bool
    remarks: list[RemarkOut]
    findings: list[FlowFindingOut]


def findings_out(found: list[cases.Finding]) -> list[FlowFindingOut]:
    """What is wrong with a flow."""
    return [FlowFindingOut(severity=one.severity, code=one.code, place=one.place, text=one.text) for one in found]


@rest.get("/flows", access=REVIEW, response=list[FlowRow])
def list_flows(request: PageRequest) -> list[FlowRow]:
    """Every flow in force."""
    return [
        FlowRow(
            id=row.flow.id,
            name=row.flow.name,
            name_en=row.flow.name_en,
            procedures=row.procedures,
            open_cases=row.open_cases,
            errors=sum(one.severity is cases.Severity.ERROR for one in row.findings),
            warnings=sum(one.severity is cases.Severity.WARNING for one in row.findings),
        )
        for row in queries.flows_on(request.at.date())
    ]


@rest.get("/flows/{flow_id}", access=REVIEW, response=FlowOut)
def read_flow(request: PageRequest, flow_id: str) -> FlowOut:
    """One flow whole."""
    flow = queries.flow(flow_id)
    return FlowOut(
        flow=flow.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        findings=findings_out(cases.flow_findings(flow)),
        procedures=[item.id for item in queries.procedures_under(flow.id, request.at.date())],
        open_cases=cases.open_cases_by_flow().get(flow.id, {}),
    )


def plan_of(request: PageRequest, flow: cases.FlowObject, asked: PlanIn, using: Sequence[ProcedureObject]) -> Plan:
    """The imagined filing that is asked for, of one of the procedures ``using`` the flow.

    Raises ``InvalidInput`` by field.
    """
    item = next((each for each in using if each.id == asked.procedure), None)
    known = {condition.id for condition in flow.conditions}
    wrong = {
        "procedure": item is None,
        "deadline": item is not None and asked.deadline >= len(item.deadlines),
        "conditions": not known.issuperset(asked.conditions),
    }
    if item is None or any(wrong.values()):
        raise InvalidInput(fields={name: str(getattr(asked, name)) for name, is_wrong in wrong.items() if is_wrong})
    world = cases.World(tuple((name, name in asked.conditions) for name in sorted(known)), asked.channel.value)
    return Plan(item, flow, local(asked.at or request.at), world, item.deadlines[asked.deadline], asked.minutes)


def play_out(plan: Plan, steps: Sequence[str]) -> PlayOut:
    """An imagined dossier after its steps."""
    story = play(plan, steps)[-1]
    case = story.case
    return PlayOut(
        state=case.state,
        status=case.status,
        now=story.now,
        promised_at=case.promised_at,
        due_at=case.due_at,
        finished_at=case.finished_at,
        on_time=case.on_time,
        stage=story.task.stage if story.task else None,
        performed=case.performed,
        papers=story.papers,
        segments=[SegmentOut.from_orm(segment) for segment in story.segments],
        timers=sorted(timer.fires_at for timer in story.timers),
        offered=[action.id for action in story.offered],
    )


def routes_out(plan: Plan) -> list[RouteOut]:
    """The dates of every way worth telling."""
    return [
        RouteOut(
            steps=list(timed.route.names),
            end=timed.route.end,
            first_promise=timed.first_promise,
            promised_at=timed.story.case.promised_at,
            finished_at=timed.story.case.finished_at,
            on_time=timed.story.case.on_time,
            working_minutes=dict(timed.worked),
        )
        for timed in time_routes(plan)
    ]


def _plan(request: PageRequest, flow_id: str, asked: PlanIn) -> Plan:
    flow = queries.flow(flow_id)
    queries.procedure(asked.procedure, request.at.date())
    return plan_of(request, flow, asked, queries.procedures_under(flow_id, request.at.date()))


@rest.get("/flows/{flow_id}/play", access=REVIEW, response=PlayOut)
def play_flow(request: PageRequest, flow_id: str, asked: Query[PlanIn]) -> PlayOut:
    """An imagined dossier after ``steps``: ids of actions, ``consultation_ended``, ``@timer`` for the next timer."""
    return play_out(_plan(request, flow_id, asked), asked.steps)


@rest.get("/flows/{flow_id}/routes", access=REVIEW, response=list[RouteOut])
def list_routes(request: PageRequest, flow_id: str, asked: Query[PlanIn]) -> list[RouteOut]:
    """The dates of every way worth telling, from one imagined filing; ``steps`` is not read."""
    return routes_out(_plan(request, flow_id, asked))


@rest.get("/flows/{flow_id}/bpmn", access=REVIEW, response=None)
def export_flow(request: PageRequest, flow_id: str) -> HttpResponseBase:
    """One flow as a BPMN 2.0 file."""
    return HttpResponse(cases.to_bpmn(queries.flow(flow_id)), content_type="application/xml; charset=utf-8")


@rest.post("/bpmn-readings", access=REVIEW, response=BpmnOut)
def read_bpmn(request: PageRequest, file: File[UploadedFile]) -> BpmnOut:
    """What a BPMN 2.0 file would be as a flow. Nothing is stored."""
    reading = queries.read_bpmn(file.read(queries.MOST_OF_BPMN))
    return BpmnOut(
        flow=reading.flow,
        is_exact=reading.is_exact,
        remarks=[RemarkOut(element=one.element, id=one.id, text=one.text) for one in reading.remarks],
        findings=findings_out(reading.findings),
    )
