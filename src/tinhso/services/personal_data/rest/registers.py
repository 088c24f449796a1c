"""REST: the desk of the officer in charge, retention, and the registers that the law asks for."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from tinhso.core.access import OFFICIAL, needs
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.services.personal_data import actions, queries
from tinhso.services.personal_data.models import Breach, Deletion, Impact
from tinhso.services.personal_data.rest.room import checked, rest
from tinhso.services.personal_data.rules.headings import HEADINGS
from tinhso.services.personal_data.types import APPROVE, MANAGE, RecordNotFound


class DeskOut(Schema):
    """What waits: numbers, and what is due."""

    requests_open: int
    requests_late: int
    unacknowledged: int
    breaches_open: int
    deletions_waiting: int
    impacts_due: list[str]
    records_missing: int
    restrictions: int


class DueOut(Schema):
    """A retention rule, and how much is due under it (at most what one proposal takes)."""

    rule: str
    name: str
    kind: str
    months: int
    legal_basis: list[str]
    before: datetime
    due: int
    more: bool
    deletion_id: UUID | None


class DeletionOut(Schema):
    """A deletion proposed or decided, with its certificate and the digest of its canonical text."""

    id: UUID
    rule: str
    kind: str
    before: datetime
    records: list[UUID]
    state: str
    proposed_name: str
    proposed_at: datetime
    decided_name: str
    decided_at: datetime | None
    reason: str
    certificate: dict[str, Any]
    digest: str


class DeletionsOut(Schema):
    """Deletions, newest first."""

    items: list[DeletionOut]
    next: str | None


class DeletionIn(Schema):
    """A rule, and where only one person's records shall go, their request."""

    rule: str = Field(max_length=120)
    request_id: UUID | None = None


class DeletionRefusalIn(Schema):
    """Why not."""

    reason: str = Field(max_length=1000)


class ProcessingRecordOut(Schema):
    """The record of a processing: what packs and tables say, and what an official has added."""

    id: str
    name: str
    purpose: str
    basis: str
    legal_basis: list[str]
    recipients: str
    keep: str
    strictest: str
    tables: dict[str, list[str]]
    in_charge: str
    measures: str
    started_on: date | None
    revision: int


class NoteIn(Schema):
    """What an official adds, as seen at ``revision`` (0: nobody has yet)."""

    in_charge: str = Field(max_length=300)
    measures: str = Field(max_length=4000)
    started_on: date | None = None
    revision: int = Field(ge=0)


class AssessmentOut(Schema):
    """The file of an impact assessment, by the headings of the form."""

    processing: str
    started_on: date
    file_by: date
    answers: dict[str, str]
    revision: int
    filed_on: date | None
    number: str
    refresh_by: date | None


class AssessmentIn(Schema):
    """Answers by heading (see the file), as seen at ``revision`` (0: a new file)."""

    started_on: date | None = None
    answers: dict[str, str]
    revision: int = Field(ge=0)


class FiledIn(Schema):
    """When the file was sent, and under which number."""

    filed_on: date | None = None
    number: str = Field("", max_length=120)


class BreachOut(Schema):
    """A breach with its clock and who was told when."""

    id: UUID
    happened_at: datetime | None
    noticed_at: datetime
    text: str
    data: str
    people: int | None
    tells_subjects: bool
    measures: str
    tell_by: datetime
    authority_told_at: datetime | None
    authority_number: str
    subjects_told_at: datetime | None
    late_reason: str
    closed_at: datetime | None
    keep_until: date
    revision: int


class BreachesOut(Schema):
    """Breaches, the last noticed first."""

    items: list[BreachOut]
    next: str | None


class BreachIn(Schema):
    """What is known of a breach; times with their zone."""

    text: str = Field(max_length=4000)
    data: str = Field(max_length=1000)
    noticed_at: AwareDatetime
    happened_at: AwareDatetime | None = None
    people: int | None = Field(None, ge=0, le=2_000_000_000)
    tells_subjects: bool = False
    measures: str = Field("", max_length=4000)


class BreachStepIn(Schema):
    """What was done about it, as seen at ``revision``."""

    authority: bool = False
    number: str = Field("", max_length=120)
    subjects: bool = False
    close: bool = False
    late_reason: str = Field("", max_length=1000)
    revision: int = Field(ge=0)


def _deletion(row: Deletion) -> DeletionOut:
    return DeletionOut(**{name: getattr(row, name) for name in DeletionOut.model_fields})


def _impact(row: Impact) -> AssessmentOut:
    return AssessmentOut(**{name: getattr(row, name) for name in AssessmentOut.model_fields})


def _breach(row: Breach) -> BreachOut:
    return BreachOut(**{name: getattr(row, name) for name in BreachOut.model_fields})


def _record(record: queries.Record) -> ProcessingRecordOut:
    one, note = record.item, record.note
    return ProcessingRecordOut(
        id=one.id,
        name=named(one),
        purpose=named(one, "purpose"),
        basis=one.basis,
        legal_basis=list(one.legal_basis),
        recipients=named(one, "recipients"),
        keep=named(one, "keep"),
        strictest=record.strictest,
        tables={table: list(fields) for table, _kind, fields in record.tables},
        in_charge=note.in_charge if note else "",
        measures=note.measures if note else "",
        started_on=note.started_on if note else None,
        revision=note.revision if note else 0,
    )


@rest.get("/personal-data/desk", access=needs(MANAGE), response=DeskOut)
def read_desk(request: PageRequest) -> DeskOut:
    """What waits for the officer in charge."""
    found = queries.desk(actor=request.actor, at=request.at)
    return DeskOut(
        requests_open=found.requests_open,
        requests_late=found.requests_late,
        unacknowledged=found.unacknowledged,
        breaches_open=len(found.breaches),
        deletions_waiting=found.deletions,
        impacts_due=[row.processing for row in found.impacts_due],
        records_missing=found.records_missing,
        restrictions=found.restrictions,
    )


@rest.get("/personal-data/retention", access=OFFICIAL, response=list[DueOut])
def list_due(request: PageRequest) -> list[DueOut]:
    """What is due under each rule; for who proposes or approves."""
    return [
        DueOut(
            rule=one.rule.id,
            name=named(one.rule),
            kind=one.rule.kind,
            months=one.rule.months,
            legal_basis=list(one.rule.legal_basis),
            before=one.before,
            due=len(one.records),
            more=one.more,
            deletion_id=one.waiting.id if one.waiting else None,
        )
        for one in queries.overview(actor=request.actor, at=request.at)
    ]


@rest.get("/personal-data/deletions", access=OFFICIAL, response=DeletionsOut)
def list_deletions(request: PageRequest, after: str | None = None) -> DeletionsOut:
    """Deletions proposed and decided; for who proposes or approves."""
    page = queries.deletions(actor=request.actor, after=after)
    return DeletionsOut(items=[_deletion(row) for row in page.items], next=page.next_cursor)


@rest.get("/personal-data/deletions/{deletion_id}", access=OFFICIAL, response=DeletionOut)
def read_deletion(request: PageRequest, deletion_id: UUID) -> DeletionOut:
    """One deletion with its certificate."""
    return _deletion(queries.access_deletion(actor=request.actor, deletion_id=deletion_id))


@rest.post("/personal-data/deletions", access=needs(MANAGE), response=DeletionOut, status=201)
def propose_deletion(request: PageRequest, given: DeletionIn) -> DeletionOut:
    """Propose to erase what a rule has due."""
    checked(rule=given.rule)
    row = actions.propose_deletion(actor=request.actor, at=request.at, rule_id=given.rule, request_id=given.request_id)
    return _deletion(row)


@rest.post("/personal-data/deletions/{deletion_id}/approval", access=needs(APPROVE), response=DeletionOut)
def approve_deletion(request: PageRequest, deletion_id: UUID) -> DeletionOut:
    """Erase what another proposed."""
    return _deletion(actions.approve_deletion(actor=request.actor, at=request.at, deletion_id=deletion_id))


@rest.post("/personal-data/deletions/{deletion_id}/refusal", access=needs(APPROVE), response=DeletionOut)
def refuse_deletion(request: PageRequest, deletion_id: UUID, given: DeletionRefusalIn) -> DeletionOut:
    """Leave what another proposed to erase."""
    checked(reason=given.reason)
    row = actions.refuse_deletion(actor=request.actor, at=request.at, deletion_id=deletion_id, reason=given.reason)
    return _deletion(row)


@rest.get("/personal-data/records", access=needs(MANAGE), response=list[ProcessingRecordOut])
def list_records(request: PageRequest) -> list[ProcessingRecordOut]:
    """Every processing with what is known of it."""
    return [_record(record) for record in queries.records(request.at)]


@rest.get("/personal-data/records/{processing_id}", access=needs(MANAGE), response=ProcessingRecordOut)
def read_record(request: PageRequest, processing_id: str) -> ProcessingRecordOut:
    """The record of one processing."""
    return _record(queries.record_of(processing_id, request.at))


@rest.put("/personal-data/records/{processing_id}", access=needs(MANAGE), response=ProcessingRecordOut)
def note_processing(request: PageRequest, processing_id: str, given: NoteIn) -> ProcessingRecordOut:
    """Complete the record of one processing."""
    checked(in_charge=given.in_charge, measures=given.measures)
    actions.note_processing(actor=request.actor, at=request.at, processing_id=processing_id, **given.dict())
    return read_record(request, processing_id)


@rest.get("/personal-data/impacts/{processing_id}", access=needs(MANAGE), response=AssessmentOut)
def read_impact(request: PageRequest, processing_id: str) -> AssessmentOut:
    """The file of an impact assessment."""
    row = queries.impact_of(queries.processing(processing_id).id)
    if row is None:
        raise RecordNotFound
    return _impact(row)


@rest.put("/personal-data/impacts/{processing_id}", access=needs(MANAGE), response=AssessmentOut)
def write_impact(request: PageRequest, processing_id: str, given: AssessmentIn) -> AssessmentOut:
    """Write the file of an impact assessment by its headings: see the form for their names."""
    checked(**{name: given.answers.get(name, "") for name in HEADINGS})
    row = actions.write_impact(actor=request.actor, at=request.at, processing_id=processing_id, **given.dict())
    return _impact(row)


@rest.post("/personal-data/impacts/{processing_id}/filing", access=needs(MANAGE), response=AssessmentOut)
def file_impact(request: PageRequest, processing_id: str, given: FiledIn) -> AssessmentOut:
    """Note that the file was sent to the authority."""
    checked(number=given.number)
    row = actions.file_impact(actor=request.actor, at=request.at, processing_id=processing_id, **given.dict())
    return _impact(row)


@rest.get("/personal-data/breaches", access=needs(MANAGE), response=BreachesOut)
def list_breaches(request: PageRequest, only: str = "", after: str | None = None) -> BreachesOut:
    """The register of breaches; ``only``: open or closed."""
    page = queries.breaches(only=only, after=after)
    return BreachesOut(items=[_breach(row) for row in page.items], next=page.next_cursor)


@rest.post("/personal-data/breaches", access=needs(MANAGE), response=BreachOut, status=201)
def enter_breach(request: PageRequest, given: BreachIn) -> BreachOut:
    """Enter a breach; the clock runs from when it was noticed."""
    checked(text=given.text, data=given.data, measures=given.measures)
    words = actions.BreachWords(**given.dict())
    return _breach(actions.enter_breach(actor=request.actor, at=request.at, words=words))


@rest.get("/personal-data/breaches/{breach_id}", access=needs(MANAGE), response=BreachOut)
def read_breach(request: PageRequest, breach_id: UUID) -> BreachOut:
    """One breach."""
    return _breach(queries.access_breach(breach_id))


@rest.post("/personal-data/breaches/{breach_id}", access=needs(MANAGE), response=BreachOut)
def follow_breach(request: PageRequest, breach_id: UUID, given: BreachStepIn) -> BreachOut:
    """Note what was done about a breach."""
    checked(number=given.number, late_reason=given.late_reason)
    values = given.dict()
    revision = values.pop("revision")
    row = actions.follow_breach(
        actor=request.actor,
        at=request.at,
        breach_id=breach_id,
        step=actions.BreachStep(**values),
        revision=revision,
    )
    return _breach(row)
