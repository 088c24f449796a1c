"""Imports: a file read whole and checked against the register, looked at by its sender, and only then written.

The file is kept until the end; rows go through a table of their own. Each part is one transaction with how far the
import has come: whatever dies meanwhile, the next part begins where the last one ended, and nothing is done twice.
"""

import gc
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext

from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden, TinhSoError
from tinhso.core.ids import new_id
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions import staging
from tinhso.engines.registers.actions.keeping import headings_of, kept, unreadable
from tinhso.engines.registers.actions.likening import note_likely
from tinhso.engines.registers.actions.rows import insert, read_values, replaced, today_of
from tinhso.engines.registers.actions.staging import AT_A_TIME
from tinhso.engines.registers.models import RefusedRow, RegisterImport
from tinhso.engines.registers.rules.copying import Part, WrongRow, read_part
from tinhso.engines.registers.rules.tabling import Lines, fields_of, heading_problem
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import (
    WRITE,
    FieldType,
    ImportMoved,
    ImportNotFound,
    ImportState,
    Provenance,
    Record,
    RecordChanged,
    RecordEnded,
    RecordsImported,
    Source,
    TableUnreadable,
)
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation

log = logging.getLogger(__name__)
_WAITING: Final = (ImportState.READING, ImportState.CHECKING, ImportState.WRITING)


class Upload(Protocol):
    """A file as a browser sends it."""

    def chunks(self) -> Iterable[bytes]:
        """Its bytes in parts."""


def path_of(import_id: UUID) -> Path:
    """Where the file of an import lies until its end."""
    return Path(settings.FILES_DIR) / "imports" / f"{import_id.hex}.csv"


@action("registers.begin_import", access=needs(WRITE))
def begin_import(
    *, actor: Actor, at: datetime, register: str, unit_id: UUID, upload: Upload, name: str, basis: str = ""
) -> Done[RegisterImport]:
    """Take a file for the records of a unit (CSV, XLSX, GeoJSON, GeoPackage, Shapefile, Parquet); the worker reads it.

    Raises ``RegisterNotFound``, ``Forbidden``, ``TableUnreadable``; then nothing is stored.
    """
    item = queries.access_register(actor=actor, code=register)
    if not queries.may(actor, WRITE, item, unit_id):
        raise Forbidden
    organisation.unit(unit_id)
    id_ = new_id()
    path = path_of(id_)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        size = kept(upload.chunks(), path, shape.id if (shape := item.shape_field) else "")
        delimiter, headings, offset = headings_of(path)
    except TableUnreadable:
        path.unlink(missing_ok=True)
        raise
    found = fields_of(item, headings)
    if problem := heading_problem(item, found):
        path.unlink(missing_ok=True)
        raise unreadable(problem)
    made = RegisterImport(
        id=id_, register=item.id, account_id=identity.account_id_of(actor), post_id=actor.post_id, unit_id=unit_id,
        name=name.strip()[:200], basis=" ".join(basis.split())[:500], columns=found, delimiter=delimiter, size=size,
        offset=offset, started_at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    staging.make(made, item)
    return Done(made, subject=("register_import", made.id), detail={"register": item.id, "bytes": size})


def _locked(actor: Actor, import_id: UUID, *states: ImportState) -> tuple[RegisterObject, RegisterImport]:
    """An import that one may go on with, held until the transaction ends."""
    found = RegisterImport.objects.select_for_update().filter(pk=import_id).first()
    if found is None:
        raise ImportNotFound
    item = queries.access_register(actor=actor, code=found.register)
    if not queries.may(actor, WRITE, item, found.unit_id):
        raise ImportNotFound
    if found.state not in states:
        raise ImportMoved(state=ImportState(found.state).label)
    return item, found


@action("registers.confirm_import", access=needs(WRITE))
def confirm_import(*, actor: Actor, at: datetime, import_id: UUID) -> Done[RegisterImport]:
    """Write what the check has shown; the worker goes on. Raises ``ImportNotFound``, ``ImportMoved``."""
    _item, found = _locked(actor, import_id, ImportState.CHECKED)
    found.state, found.started_at = ImportState.WRITING, at
    found.save(update_fields=["state", "started_at"])
    return Done(found, subject=("register_import", found.id), detail={"added": found.added, "changed": found.changed})


@action("registers.drop_import", access=needs(WRITE))
def drop_import(*, actor: Actor, at: datetime, import_id: UUID) -> Done[None]:
    """Put an import away that nothing was written of. Raises ``ImportNotFound``, ``ImportMoved``."""
    _item, found = _locked(actor, import_id, ImportState.READING, ImportState.CHECKED)
    _end(found, ImportState.DROPPED, at)
    return Done(None, subject=("register_import", found.id))


@action("registers.mend_row", access=needs(WRITE))
def mend_row(*, actor: Actor, at: datetime, import_id: UUID, number: int, given: Mapping[str, str]) -> Done[Record]:
    """Write a row that came back, as mended: a new record, or the next version of the one that has its key.

    Raises ``ImportNotFound``, ``ImportMoved``, ``RecordInvalid``, ``RecordTaken``, ``RecordEnded``.
    """
    item, found = _locked(actor, import_id, ImportState.CHECKED, ImportState.DONE)
    row = RefusedRow.objects.select_for_update().filter(of=found, number=number, mended_at=None).first()
    if row is None:
        raise ImportNotFound
    day, provenance = today_of(at), Provenance(Source.IMPORT, found.basis)
    key = read_values(item, given, None, day, only=item.key)[item.key]
    record_id = queries.find_by_key(item, key)
    if record_id is None:
        made = insert(item, found.unit_id, read_values(item, given, None, day), provenance, actor, at)
    else:
        before = queries.access_record(actor=actor, register=item, record_id=record_id, lock=True)
        if not queries.may(actor, WRITE, item, before.unit_id):
            raise Forbidden
        if before.valid_to is not None and before.valid_to <= day:
            raise RecordEnded
        made = replaced(item, before, read_values(item, given, before, day), provenance, actor, at)
    row.mended_at = at
    row.save(update_fields=["mended_at"])
    event = RecordChanged(item.id, made.id, made.version, made.unit_id)
    return Done(made, events=[event], subject=("register_import", found.id), detail={"row": number})


@action("registers.continue_import", access=SYSTEM_ONLY)
def continue_import(*, actor: Actor, at: datetime, import_id: UUID) -> Done[int]:
    """The next part of an import, as the official who began it; how many rows that were.

    Nothing where another process holds it. It stops, with the reason, where that official may no longer write.
    """
    waiting = RegisterImport.objects.filter(pk=import_id, state__in=_WAITING)
    found = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if found is None:
        return Done(0)
    event = None
    try:
        with transaction.atomic():
            who, item = _sender(found, at)
            count = _STEPS[ImportState(found.state)](found, item, who, at)
            found.save()
            if found.state == ImportState.DONE:
                event = RecordsImported(item.id, found.id, found.added, found.changed)
    except TinhSoError as error:
        return _stopped(import_id, error.message, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("the import %s cannot go on", import_id)
        return _stopped(import_id, gettext("Lỗi ngoài dự kiến; người vận hành xem nhật ký."), at)
    return Done(count, events=[event] if event else [], subject=("register_import", found.id), detail={"rows": count})


def _sender(found: RegisterImport, at: datetime) -> tuple[Actor, RegisterObject]:
    """Who began an import, as they are now, and its register. Raises ``Forbidden`` where they may write no more."""
    who = organisation.actor_for(found.account_id, at, found.post_id)
    item = queries.access_register(actor=who, code=found.register)
    if not queries.may(who, WRITE, item, found.unit_id):
        raise Forbidden
    return who, item


def _stopped(import_id: UUID, problem: str, at: datetime) -> Done[int]:
    found = RegisterImport.objects.get(pk=import_id)
    found.problem = problem[:400]
    _end(found, ImportState.STOPPED, at)
    return Done(1, subject=("register_import", found.id))


def continue_imports(at: datetime) -> int:
    """A step of the worker: the next part of the import that has waited longest."""
    waiting = RegisterImport.objects.filter(state__in=_WAITING).order_by("started_at")
    import_id = waiting.values_list("id", flat=True).first()
    return continue_import(actor=SYSTEM, at=at, import_id=import_id) if import_id else 0


def _read(found: RegisterImport, item: RegisterObject, _actor: Actor, at: datetime) -> int:
    """Read the next rows of the file; at its end the check follows."""
    find = queries.Finder(today_of(at))
    with _no_collection(), path_of(found.id).open("rb") as file:
        lines = Lines(file, found.offset, found.delimiter)
        rows = lines.rows(AT_A_TIME)
        part = _part(found, item, rows, find)
    staging.put(found, part.lines)
    _keep_wrong(found, part.wrong)
    found.offset = lines.offset
    found.rows += len(rows)
    if len(rows) < AT_A_TIME:
        found.state = ImportState.CHECKING
    return len(rows) + 1


@contextmanager
def _no_collection() -> Iterator[None]:
    """Reading makes lists by the hundred thousand and no cycle: looking for cycles took two thirds of its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _part(found: RegisterImport, item: RegisterObject, rows: Sequence[Sequence[str]], find: queries.Finder) -> Part:
    """Rows as they are copied; keys of other registers are looked up at once."""
    for place, name in enumerate(found.columns):
        if name is not None and item.field(name).type is FieldType.RECORD:
            find.look_up(item.field(name), {row[place].strip() for row in rows if place < len(row)} - {""})
    return read_part(item, found.columns, rows, found.rows + 2, find)


def _keep_wrong(found: RegisterImport, wrong: Iterable[WrongRow]) -> None:
    rows = [RefusedRow(of=found, number=r.number, cells=r.cells, problems=r.problems) for r in wrong]
    RefusedRow.objects.bulk_create(rows, batch_size=2000)
    found.refused += len(rows)


def _check(found: RegisterImport, item: RegisterObject, actor: Actor, at: datetime) -> int:
    """Find what each row would do."""
    far = queries.reach(actor, WRITE, item)
    assert far is not None  # noqa: S101 -- asked before
    staging.match(found, item, far, at)
    note_likely(found, item, at)
    found.added, found.changed, found.same = staging.counted(found, item)
    found.state = ImportState.CHECKED
    path_of(found.id).unlink(missing_ok=True)
    return found.rows + 1


def _write(found: RegisterImport, item: RegisterObject, actor: Actor, at: datetime) -> int:
    """Write the next rows; the first load of a register is written as a whole."""
    last = found.written + AT_A_TIME
    is_first = found.written == 0 and found.rows > AT_A_TIME and found.changed + found.same == 0
    if found.added + found.changed == 0 or (is_first and staging.write_first(found, item, actor, at)):
        last = found.rows + 2
    else:
        staging.write_part(found, item, actor, at, last)
    found.written = last
    if last > found.rows + 1:
        _end(found, ImportState.DONE, at)
    return AT_A_TIME


_STEPS: Final[Mapping[ImportState, Callable[[RegisterImport, RegisterObject, Actor, datetime], int]]] = {
    ImportState.READING: _read,
    ImportState.CHECKING: _check,
    ImportState.WRITING: _write,
}


def _end(found: RegisterImport, state: ImportState, at: datetime) -> None:
    found.state, found.finished_at = state, at
    found.save()
    staging.drop(found)
    path_of(found.id).unlink(missing_ok=True)
