"""Records written directly, by who holds the grant over the unit that keeps them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions.rows import insert, read_values, replaced, today_of
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import (
    SUBJECT,
    WRITE,
    Provenance,
    Record,
    RecordChanged,
    RecordChangedMeanwhile,
    RecordEnded,
    Source,
)
from tinhso.foundation.organisation import api as organisation


def locked(actor: Actor, register: RegisterObject, record_id: UUID, version: int | None, at: datetime) -> Record:
    """A record that nobody else changes until the transaction ends, if it still is at ``version`` (None: at any).

    Raises ``RecordNotFound``, ``RecordChangedMeanwhile``, ``RecordEnded``.
    """
    found = queries.access_record(actor=actor, register=register, record_id=record_id, lock=True)
    if version is not None and found.version != version:
        raise RecordChangedMeanwhile(who=found.by, version=found.version)
    if found.valid_to is not None and found.valid_to <= today_of(at):
        raise RecordEnded
    return found


def done(register: RegisterObject, record: Record, *, ended: bool = False) -> Done[Record]:
    """What is told of a written record."""
    event = RecordChanged(register.id, record.id, record.version, record.unit_id, ended)
    detail = {"register": register.id, "version": record.version, "source": str(record.source)}
    return Done(record, events=[event], subject=(SUBJECT, record.id), detail=detail)


@action("registers.add_record", access=needs(WRITE))
def add_record(
    *, actor: Actor, at: datetime, register: str, unit_id: UUID, given: Mapping[str, str], provenance: Provenance
) -> Done[Record]:
    """Write a new record of a unit: ``given`` are texts by field, as typed.

    Raises ``RegisterNotFound``, ``Forbidden``, ``RecordInvalid`` with every wrong field, ``RecordTaken``.
    """
    item = queries.access_register(actor=actor, code=register)
    if not queries.may(actor, WRITE, item, unit_id):
        raise Forbidden
    organisation.unit(unit_id)
    values = read_values(item, given, None, today_of(at))
    return done(item, insert(item, unit_id, values, provenance, actor, at))


@action("registers.change_record", access=needs(WRITE))
def change_record(
    *, actor: Actor, at: datetime, register: str, record_id: UUID, version: int, given: Mapping[str, str],
    provenance: Provenance,
) -> Done[Record]:  # fmt: skip
    """Write the next version of a record that still is at ``version``; fields that are not given stay.

    Raises what ``add_record`` does, ``RecordNotFound``, ``RecordChangedMeanwhile``, ``RecordEnded``.
    """
    item = queries.access_register(actor=actor, code=register)
    before = locked(actor, item, record_id, version, at)
    if not queries.may(actor, WRITE, item, before.unit_id):
        raise Forbidden
    values = read_values(item, given, before, today_of(at))
    return done(item, replaced(item, before, values, provenance, actor, at))


@action("registers.review_record", access=needs(WRITE))
def review_record(*, actor: Actor, at: datetime, register: str, record_id: UUID, version: int) -> Done[Record]:
    """Đã rà soát, không thay đổi: a version with the same values, so that the record is not stale.

    Raises ``RegisterNotFound``, ``RecordNotFound``, ``RecordChangedMeanwhile``, ``RecordEnded``, ``Forbidden``.
    """
    item = queries.access_register(actor=actor, code=register)
    before = locked(actor, item, record_id, version, at)
    if not queries.may(actor, WRITE, item, before.unit_id):
        raise Forbidden
    return done(item, replaced(item, before, before.values, Provenance(Source.FORM), actor, at))


@action("registers.end_record", access=needs(WRITE))
def end_record(
    *, actor: Actor, at: datetime, register: str, record_id: UUID, version: int, provenance: Provenance
) -> Done[Record]:
    """Kết thúc: the record holds no more from today on; it stays to be read.

    Raises ``RegisterNotFound``, ``RecordNotFound``, ``RecordChangedMeanwhile``, ``RecordEnded``, ``Forbidden``.
    """
    item = queries.access_register(actor=actor, code=register)
    before = locked(actor, item, record_id, version, at)
    if not queries.may(actor, WRITE, item, before.unit_id):
        raise Forbidden
    made = replaced(item, before, before.values, provenance, actor, at, valid_to=today_of(at))
    return done(item, made, ended=True)
