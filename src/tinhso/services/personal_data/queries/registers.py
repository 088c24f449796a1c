"""The registers that the law asks for: processings with what is made of tables and packs, assessments, breaches."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tinhso.core import personal
from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.db import Page, keyset
from tinhso.services.personal_data.models import Breach, Deletion, Impact, ProcessingNote, Request
from tinhso.services.personal_data.queries.rules import processing, processings, retention_rules
from tinhso.services.personal_data.schema import Processing, RetentionRule
from tinhso.services.personal_data.types import DeletionState, RecordNotFound


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a processing: what the pack says, the classed fields of the tables of its rooms, how long they are
    kept, and what an official has added (None while nobody has).
    """

    item: Processing
    tables: tuple[tuple[str, personal.DataClass, tuple[str, ...]], ...]
    retention: tuple[RetentionRule, ...]
    note: ProcessingNote | None

    @property
    def strictest(self) -> personal.DataClass:
        """The strictest class of data it uses."""
        return personal.strictest(kind for _table, kind, _fields in self.tables)


def tables_of(item: Processing) -> tuple[tuple[str, personal.DataClass, tuple[str, ...]], ...]:
    """The tables of a processing's rooms that tell something of a person: name, strictest class, classed fields."""
    found = []
    for model in personal.classed_models():
        room = model.__module__.split(".")[2] if model.__module__.startswith("tinhso.") else ""
        if room in item.rooms:
            told = {
                name: kind for name, kind in personal.classes_of(model).items() if kind is not personal.DataClass.NONE
            }
            found.append((f"{room}.{model.__name__}", personal.strictest(told.values()), tuple(told)))
    return tuple(sorted(found))


def records(day_at: datetime) -> list[Record]:
    """Every processing in force with its record, by name. One query."""
    day = local(day_at).date()
    rules = retention_rules(day)
    notes = ProcessingNote.objects.in_bulk()
    found = [
        Record(one, tables_of(one), tuple(rules[each] for each in one.retention if each in rules), notes.get(one.id))
        for one in processings().values()
        if one.is_valid_on(day)
    ]
    return sorted(found, key=lambda record: record.item.name)


def record_of(processing_id: str, at: datetime) -> Record:
    """One record. Raises ``PurposeUnknown``."""
    one, rules = processing(processing_id), retention_rules(local(at).date())
    note = ProcessingNote.objects.filter(pk=processing_id).first()
    return Record(one, tables_of(one), tuple(rules[each] for each in one.retention if each in rules), note)


def impacts() -> dict[str, Impact]:
    """The files of impact assessments, by processing. One query."""
    return {row.processing: row for row in Impact.objects.all()}


def impact_of(processing_id: str, *, lock: bool = False) -> Impact | None:
    """The file of one processing; None where none was begun."""
    rows = Impact.objects.select_for_update() if lock else Impact.objects.all()
    return rows.filter(processing=processing_id).first()


def breaches(*, only: str = "", after: str | None = None, limit: int = 30) -> Page[Breach]:
    """Breaches, the last noticed first; ``only``: open or closed. One query."""
    rows = Breach.objects.all()
    if only in {"open", "closed"}:
        rows = rows.filter(closed_at__isnull=only == "open")
    return keyset(rows, order=("-noticed_at", "-id"), after=after, limit=limit)


def access_breach(breach_id: UUID, *, lock: bool = False) -> Breach:
    """One breach. Raises ``RecordNotFound``."""
    rows = Breach.objects.select_for_update() if lock else Breach.objects.all()
    row = rows.filter(pk=breach_id).first()
    if row is None:
        raise RecordNotFound
    return row


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for the officer in charge of personal data at a moment."""

    requests_open: int
    requests_late: int
    unacknowledged: int
    breaches: tuple[Breach, ...]
    deletions: int
    impacts_due: tuple[Impact, ...]
    records_missing: int
    restrictions: int


#: How long before an assessment is due it shows on the desk.
_SOON = timedelta(days=14)


def desk(*, actor: Actor, at: datetime) -> Desk:
    """The desk of the officer in charge, over the whole platform. Seven queries."""
    day = local(at).date()
    open_ = Request.objects.filter(case__closed_at__isnull=True)
    impacts_ = Impact.objects.all()
    due = [row for row in impacts_ if (row.refresh_by or row.file_by) <= day + _SOON]
    noted = ProcessingNote.objects.count()
    return Desk(
        requests_open=open_.count(),
        requests_late=open_.filter(answer_by__lt=at).count(),
        unacknowledged=open_.filter(acknowledged_at__isnull=True).count(),
        breaches=tuple(Breach.objects.filter(closed_at__isnull=True).order_by("tell_by")[:10]),
        deletions=Deletion.objects.filter(state=DeletionState.PROPOSED).count(),
        impacts_due=tuple(sorted(due, key=lambda row: row.refresh_by or row.file_by)),
        records_missing=max(0, sum(1 for one in processings().values() if one.is_valid_on(day)) - noted),
        restrictions=len(personal.restricted_accounts()),
    )
