"""Imports: a file read whole and checked against the register, looked at by its sender, and only then written.

The file is kept until the end; rows go through a table of their own. Each part is one transaction with how far the
import has come: whatever dies meanwhile, the next part begins where the last one ended, and nothing is done twice.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
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
from tinhso.core.sheets import SheetUnreadable, read, write_csv
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions import staging
from tinhso.engines.registers.actions.likening import note_likely
from tinhso.engines.registers.actions.rows import insert, read_values, replaced, today_of
from tinhso.engines.registers.models import RefusedRow, RegisterImport
from tinhso.engines.registers.rules.tabling import (
    Column,
    Lines,
    ReadRow,
    delimiter_of,
    fields_of,
    heading_problem,
    read_rows,
)
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import (
    WRITE,
    FieldType,
    ImportMoved,
    ImportNotFound,
    ImportState,
    Provenance,
    Record,
    RecordEnded,
    RecordsImported,
    Source,
    TableUnreadable,
)
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation

log = logging.getLogger(__name__)
#: Rows that are read, and written, in one transaction.
AT_A_TIME: Final = 20_000
#: Bytes of a file; of a workbook, which is unpacked in memory, those that ``core.sheets`` reads.
MOST_BYTES: Final = 500_000_000
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
    """Take a CSV file or an XLSX workbook for the records of a unit; the worker reads it.

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
        size = _kept(upload, path)
        delimiter, headings, offset = _headings(path)
    except TableUnreadable:
        path.unlink(missing_ok=True)
        raise
    found = fields_of(item, headings)
    if problem := heading_problem(item, found):
        path.unlink(missing_ok=True)
        raise TableUnreadable(reason=problem, fields={"table": problem})
    made = RegisterImport(
        id=id_, register=item.id, account_id=identity.account_id_of(actor), post_id=actor.post_id, unit_id=unit_id,
        name=name.strip()[:200], basis=" ".join(basis.split())[:500], columns=found, delimiter=delimiter, size=size,
        offset=offset, started_at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    staging.make(made, item)
    return Done(made, subject=("register_import", made.id), detail={"register": item.id, "bytes": size})


def _kept(upload: Upload, path: Path) -> int:
    """The upload as a CSV file; a workbook's first sheet becomes one. Gives its size in bytes."""
    size, first = 0, b""
    with path.open("wb") as out:
        for piece in upload.chunks():
            first = first or piece[:4]
            size += len(piece)
            if size > MOST_BYTES:
                raise _unreadable(gettext("tệp lớn hơn 500 MB"))
            out.write(piece)
    if first.startswith(b"PK"):
        try:
            tables = read(path.read_bytes())
        except SheetUnreadable:
            raise _unreadable(gettext("bảng tính quá lớn hoặc hỏng; hãy lưu thành CSV")) from None
        path.write_bytes(write_csv(tables[0] if tables else []))
        size = path.stat().st_size
    return size


def _headings(path: Path) -> tuple[str, list[str], int]:
    """How cells are divided, the first row, and the byte after it."""
    with path.open("rb") as file:
        start = 3 if file.read(3) == b"\xef\xbb\xbf" else 0
        file.seek(start)
        try:
            delimiter = delimiter_of(file.readline(1 << 16).decode())
        except UnicodeDecodeError:
            raise _unreadable(gettext("tệp không phải UTF-8")) from None
        lines = Lines(file, start, delimiter)
        headings = next(lines.rows(), [])
        return delimiter, headings, lines.offset


def _unreadable(reason: str) -> TableUnreadable:
    return TableUnreadable(reason=reason, fields={"table": reason})


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
    return Done(made, subject=("register_import", found.id), detail={"row": number})


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
    columns = [None if name is None else Column(item.field(name), find) for name in found.columns]
    with path_of(found.id).open("rb") as file:
        lines = Lines(file, found.offset, found.delimiter)
        rows = list(islice(lines.rows(), AT_A_TIME))
        for place, column in enumerate(columns):
            if column is not None and column.target.type is FieldType.RECORD:
                find.look_up(column.target, {row[place].strip() for row in rows if place < len(row)} - {""})
        wrong = staging.put(found, item, list(read_rows(columns, rows, found.rows + 2)))
        found.offset = lines.offset
    _keep_wrong(found, wrong)
    found.rows += len(rows)
    if len(rows) < AT_A_TIME:
        found.state = ImportState.CHECKING
    return len(rows) + 1


def _keep_wrong(found: RegisterImport, wrong: Iterable[ReadRow]) -> None:
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
    """Write the next rows."""
    last = found.written + AT_A_TIME
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
