"""REST: what is out of step with the national portal, one dossier with its messages, and what may be done about it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from ninja import Schema
from pydantic import Field

from tinhso.core.access import needs
from tinhso.core.errors import NotFound
from tinhso.core.faces import PageRequest
from tinhso.core.ids import new_id
from tinhso.core.rest import RestRoom
from tinhso.foundation.audit import api as audit
from tinhso.services.national_portal import actions, ports, queries
from tinhso.services.national_portal.models import NationalDossier
from tinhso.services.national_portal.rules import words
from tinhso.services.national_portal.types import READ, SETTLE, PortalUnreachable

rest = RestRoom("national_portal", "Cổng Dịch vụ công quốc gia")
_SEE, _MAY = needs(READ), needs(SETTLE)


class NationalDossierOut(Schema):
    """A dossier as both sides know it; ``trouble`` is empty where nothing is wrong, ``why`` says it in words."""

    id: UUID
    case_id: UUID | None
    code: str | None
    national_code: str | None
    origin: str
    procedure: str
    status: str | None
    national_status: str
    trouble: str
    trouble_code: str
    why: str
    since: datetime | None
    settled_at: datetime | None
    settled_reason: str


class NationalDossierPage(Schema):
    """Dossiers out of step, newest first, and the cursor of the next page."""

    items: list[NationalDossierOut]
    next: str | None


class NationalMessageOut(Schema):
    """A message with its answer; what says something of a person is masked."""

    id: UUID
    direction: str
    operation: str
    state: str
    attempts: int
    created_at: datetime
    done_at: datetime | None
    next_try_at: datetime
    error: str
    body: dict[str, Any]
    answer: dict[str, Any]


class NationalDossierDetail(NationalDossierOut):
    """A dossier with the messages about it, oldest first."""

    messages: list[NationalMessageOut]


class NationalDay(Schema):
    """Messages of a day: sent, refused, and news taken in."""

    day: date
    sent: int
    refused: int
    received: int


class NationalLineOut(Schema):
    """How the line stands, how many dossiers are out of step by kind, counts by day."""

    connected: bool
    pulled_at: datetime | None
    reconciled_at: datetime | None
    stopped_at: datetime | None
    stop_reason: str
    out_of_step: dict[str, int]
    days: list[NationalDay]


class NationalReason(Schema):
    """Why: at least ten characters."""

    reason: str = Field(max_length=500)


class NationalPeriod(Schema):
    """Days from ``start`` until before ``end``, 92 at most."""

    start: date
    end: date


class ReconciledOut(Schema):
    """Dossiers compared, differences among them, dossiers planned or asked for again."""

    compared: int
    differing: int
    planned: int
    fetched: int


class NationalSimulatorOut(Schema):
    """What the simulator holds, and its faults."""

    dossiers: list[dict[str, Any]]
    faults: dict[str, float]


def _shown(dossier: NationalDossier) -> dict[str, Any]:
    case = dossier.case
    return {
        "id": dossier.id,
        "case_id": dossier.case_id,
        "code": case.code if case else None,
        "national_code": dossier.code,
        "origin": dossier.origin,
        "procedure": dossier.procedure,
        "status": case.status if case else None,
        "national_status": dossier.told_status,
        "trouble": dossier.trouble,
        "trouble_code": dossier.trouble_code,
        "why": words.explain(dossier.trouble_code, dossier.trouble_text) if dossier.trouble else "",
        "since": dossier.trouble_at,
        "settled_at": dossier.settled_at,
        "settled_reason": dossier.settled_reason,
    }


@rest.get("/national-portal", access=_SEE, response=NationalLineOut)
def read_line(request: PageRequest) -> NationalLineOut:
    """How the line to the portal stands."""
    link = queries.link()
    return NationalLineOut(
        connected=ports.is_connected(),
        pulled_at=link.pulled_at,
        reconciled_at=link.reconciled_at,
        stopped_at=link.stopped_at,
        stop_reason=link.stop_reason,
        out_of_step=queries.figures(actor=request.actor),
        days=[
            NationalDay(day=one.day, sent=one.sent, refused=one.refused, received=one.received)
            for one in queries.by_day(actor=request.actor, at=request.at)
        ],
    )


@rest.get("/national-portal/dossiers", access=_SEE, response=NationalDossierPage)
def list_dossiers(request: PageRequest, kind: str = "", q: str = "", after: str | None = None) -> NationalDossierPage:
    """Dossiers out of step: of one ``kind`` of trouble, those on their way (``waiting``), or with a code ``q``."""
    text = q.replace("\x00", "")[:80]
    page = queries.out_of_step(actor=request.actor, kind=kind[:20].replace("\x00", ""), text=text, after=after)
    return NationalDossierPage(items=[NationalDossierOut(**_shown(one)) for one in page.items], next=page.next_cursor)


@rest.get("/national-portal/dossiers/{dossier_id}", access=_SEE, response=NationalDossierDetail)
def read_dossier(request: PageRequest, dossier_id: UUID) -> NationalDossierDetail:
    """One dossier with its messages. The reading is recorded."""
    view = queries.dossier_view(actor=request.actor, dossier_id=dossier_id)
    audit.record_read(
        actor=request.actor, at=request.at, subject=("national_dossier", dossier_id), purpose="national_portal.messages"
    )
    told = [
        NationalMessageOut(
            id=one.id,
            direction=one.direction,
            operation=one.operation,
            state=one.state,
            attempts=one.attempts,
            created_at=one.created_at,
            done_at=one.done_at,
            next_try_at=one.next_try_at,
            error=one.error,
            body=words.masked(one.body),
            answer=words.masked(one.answer),
        )
        for one in view.messages
    ]
    return NationalDossierDetail(**_shown(view.dossier), messages=told)


@rest.post("/national-portal/dossiers/{dossier_id}/retry", access=_MAY, response=NationalDossierDetail)
def retry(request: PageRequest, dossier_id: UUID) -> NationalDossierDetail:
    """Send again, or take in again, what was refused or waits."""
    actions.retry(actor=request.actor, at=request.at, dossier_id=dossier_id)
    return read_dossier(request, dossier_id)


@rest.post("/national-portal/dossiers/{dossier_id}/settle", access=_MAY, response=NationalDossierDetail)
def settle(request: PageRequest, dossier_id: UUID, given: NationalReason) -> NationalDossierDetail:
    """Let a difference be, with a reason."""
    actions.settle(actor=request.actor, at=request.at, dossier_id=dossier_id, reason=given.reason)
    return read_dossier(request, dossier_id)


@rest.post("/national-portal/dossiers/{dossier_id}/pull", access=_MAY, response=NationalDossierDetail)
def pull_again(request: PageRequest, dossier_id: UUID) -> NationalDossierDetail:
    """Ask the portal for a dossier as it has it now."""
    actions.pull_again(actor=request.actor, at=request.at, dossier_id=dossier_id)
    return read_dossier(request, dossier_id)


@rest.put("/national-portal/stop", access=_MAY, response=NationalLineOut)
def stop(request: PageRequest, given: NationalReason) -> NationalLineOut:
    """Stop the line; what is to be said is still kept."""
    actions.stop(actor=request.actor, at=request.at, reason=given.reason)
    return read_line(request)


@rest.delete("/national-portal/stop", access=_MAY, response=NationalLineOut)
def resume(request: PageRequest) -> NationalLineOut:
    """Go on."""
    actions.resume(actor=request.actor, at=request.at)
    return read_line(request)


@rest.post("/national-portal/comparison", access=_MAY, response=ReconciledOut)
def compare(request: PageRequest, given: NationalPeriod) -> ReconciledOut:
    """Compare both sides over a period."""
    found = actions.reconcile(actor=request.actor, at=request.at, start=given.start, end=given.end)
    return ReconciledOut(
        compared=found.compared, differing=found.differing, planned=found.planned, fetched=found.fetched
    )


@rest.get("/national-portal/simulator", access=_SEE, response=NationalSimulatorOut)
def read_simulator(request: PageRequest) -> NationalSimulatorOut:
    """What the simulator holds; in a demo only."""
    wire = ports.current_wire()
    if not settings.DEMO or wire is None:
        raise NotFound
    try:
        state = wire.call("TinhHinh", {}, request_id=str(new_id()))
    except (ports.Unreachable, ports.Refused) as error:
        raise PortalUnreachable from error
    return NationalSimulatorOut(dossiers=state.get("DanhSach", []), faults=state.get("Loi", {}))
