"""Many rows at once: each is written, asked for or put back by itself, and what could not be is told by row."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden, TinhSoError
from tinhso.core.i18n import format_datetime
from tinhso.core.ids import new_id
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions.requesting import ask_change
from tinhso.engines.registers.actions.rows import replaced
from tinhso.engines.registers.actions.writing import change_record, done, locked
from tinhso.engines.registers.models import Batch
from tinhso.engines.registers.rules import judging
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import (
    MOST_ROWS,
    PROPOSE,
    WRITE,
    BatchUndone,
    Provenance,
    Record,
    RowEdit,
    Saved,
    Source,
    TooManyRows,
    Verb,
)
from tinhso.foundation.identity import api as identity

_SUBJECT = "register_batch"


def _each(rows: Iterable[RowEdit], do: Callable[[RowEdit], None]) -> dict[UUID, TinhSoError]:
    """Do something with each row, which is done whole or not at all; the reasons of those that could not be. Always in
    the order of the ids, so that two batches over the same records never wait for each other.
    """
    back: dict[UUID, TinhSoError] = {}
    for row in sorted(rows, key=lambda each: each.record_id):
        try:
            do(row)
        except TinhSoError as error:
            back[row.record_id] = error
    return back


def _bounded(rows: Sequence[RowEdit]) -> None:
    if len(rows) > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS)


def _batch(
    item: RegisterObject, actor: Actor, at: datetime, basis: str, written: Sequence[tuple[UUID, int]],
    undoes: Batch | None = None,
) -> Batch:  # fmt: skip
    """The batch of records with the versions that they got."""
    return Batch(
        id=new_id(), register=item.id, account_id=identity.account_id_of(actor), by=actor.name[:250], at=at,
        basis=basis, rows=[[str(record_id), version - 1, version] for record_id, version in written], undoes=undoes,
    )  # fmt: skip


@action("registers.save_rows", access=needs(WRITE))
def save_rows(
    *, actor: Actor, at: datetime, register: str, rows: Sequence[RowEdit], basis: str = ""
) -> Done[Saved]:  # fmt: skip
    """Write the next version of many records, all that can be: a row that somebody changed meanwhile, or that is not
    right, is left as it is and comes back with the reason.

    Raises ``RegisterNotFound``, ``TooManyRows``.
    """
    item = queries.access_register(actor=actor, code=register)
    _bounded(rows)
    written: list[tuple[UUID, int]] = []

    def write(row: RowEdit) -> None:
        made = change_record(
            actor=actor, at=at, register=register, record_id=row.record_id, version=row.version, given=row.given,
            provenance=Provenance(Source.GRID, basis),
        )  # fmt: skip
        written.append((row.record_id, made.version))

    back = _each(rows, write)
    made = [_batch(item, actor, at, basis, written)] if written else []
    saved = Saved(made[0].id if made else None, len(written), back)
    detail = {"register": item.id, "taken": len(written), "back": len(back)}
    return Done(saved, rows=made, subject=(_SUBJECT, saved.batch_id), detail=detail)


@action("registers.ask_rows", access=needs(PROPOSE))
def ask_rows(*, actor: Actor, at: datetime, register: str, rows: Sequence[RowEdit], reason: str) -> Done[Saved]:
    """Ask for the change of many records, one request each, all that can be asked for; see ``save_rows``.

    Raises ``RegisterNotFound``, ``TooManyRows``.
    """
    item = queries.access_register(actor=actor, code=register)
    _bounded(rows)

    def ask(row: RowEdit) -> None:
        ask_change(
            actor=actor, at=at, register=register, verb=Verb.CHANGE, given=row.given, reason=reason,
            record_id=row.record_id, version=row.version,
        )  # fmt: skip

    back = _each(rows, ask)
    saved = Saved(None, len(rows) - len(back), back)
    return Done(saved, subject=(_SUBJECT, ""), detail={"register": item.id, "taken": saved.taken, "back": len(back)})


@action("registers.undo_batch", access=needs(WRITE))
def undo_batch(*, actor: Actor, at: datetime, register: str, batch_id: UUID) -> Done[Saved]:
    """Hoàn tác: write the former values of a batch as new versions, where nobody has changed the record since.

    What is undone is a batch itself, and can be undone. Raises ``RegisterNotFound``, ``BatchNotFound``,
    ``BatchUndone``.
    """
    item = queries.access_register(actor=actor, code=register)
    found = queries.access_batch(actor=actor, register=item, batch_id=batch_id, lock=True)
    if queries.is_undone(found):
        raise BatchUndone
    former = {UUID(record_id): old for record_id, old, _new in found.rows}
    basis = _("Hoàn tác lần sửa lúc {moment}").format(moment=format_datetime(found.at))
    written: list[Record] = []

    def put_back(row: RowEdit) -> None:
        before = locked(actor, item, row.record_id, row.version, at)
        if not queries.may(actor, WRITE, item, before.unit_id):
            raise Forbidden
        old = queries.past_version(item, row.record_id, former[row.record_id])
        values = judging.completed(item, old.values)
        written.append(replaced(item, before, values, Provenance(Source.UNDO, basis), actor, at))

    back = _each([RowEdit(UUID(record_id), new, {}) for record_id, _old, new in found.rows], put_back)
    versions = [(record.id, record.version) for record in written]
    made = [_batch(item, actor, at, basis, versions, undoes=found)] if written else []
    saved = Saved(made[0].id if made else None, len(written), back)
    events = [event for record in written for event in done(item, record).events]
    detail = {"register": item.id, "taken": len(written), "back": len(back)}
    return Done(saved, rows=made, events=events, subject=(_SUBJECT, found.id), detail=detail)
