"""Two records that are of the same become one, and come apart again: history, references and old addresses included.

The record that goes stays as it was, ended; the one that is kept gets its next version; who referred to the first
refers to the second. All of it is one transaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from psycopg import sql

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.core.i18n import named
from tinhso.core.ids import new_id
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions.rows import replaced, today_of
from tinhso.engines.registers.actions.writing import locked
from tinhso.engines.registers.models import ChangeRequest, MatchPair, Merge
from tinhso.engines.registers.queries.merging import read_raw, references_to, version_of
from tinhso.engines.registers.rules.judging import completed
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import (
    DECIDE,
    WRITE,
    ChangeOpen,
    MergeMoved,
    MergeState,
    NotMergeable,
    OwnChange,
    PairState,
    Provenance,
    ReasonMissing,
    Record,
    RecordChanged,
    RecordsMerged,
    RequestState,
    Source,
    Value,
)
from tinhso.foundation.identity import api as identity

_SUBJECT = "register_merge"


def _both(actor: Actor, item: RegisterObject, versions: Mapping[UUID, int], at: datetime) -> dict[UUID, Record]:
    """Two records, held in the order of their ids, so that two who merge the same never wait for each other."""
    found = {id_: locked(actor, item, id_, versions[id_], at) for id_ in sorted(versions)}
    asked = Q(record_id__in=list(versions), state=RequestState.ASKED)
    if ChangeRequest.objects.filter(asked, register=item.id).exists():
        raise ChangeOpen
    return found


def _may(actor: Actor, item: RegisterObject, records: Collection[Record]) -> None:
    if not queries.may_pair(actor, item, [record.unit_id for record in records]):
        raise Forbidden


def _refused(reason: str) -> NotMergeable:
    return NotMergeable(reason=reason, fields={"taken": reason})


@action("registers.merge_records", access=needs(WRITE))
def merge_records(
    *, actor: Actor, at: datetime, register: str, kept_id: UUID, kept_version: int, gone_id: UUID, gone_version: int,
    taken: Collection[str], reason: str,
) -> Done[Merge]:  # fmt: skip
    """Gộp: the record ``gone_id`` goes into ``kept_id``, which takes the values of the fields ``taken`` from it.

    Where the register asks for two people this is a request that another one approves. Raises ``RegisterNotFound``,
    ``RecordNotFound``, ``RecordChangedMeanwhile``, ``RecordEnded``, ``ChangeOpen``, ``Forbidden``, ``NotMergeable``,
    ``ReasonMissing``, ``RecordInvalid``, ``RecordTaken``, ``MergeMoved``.
    """
    item = queries.access_register(actor=actor, code=register)
    tidy = " ".join(reason.split())[:500]
    if not tidy:
        raise ReasonMissing(fields={"reason": ReasonMissing().message})
    if kept_id == gone_id:
        raise _refused(_("đó là một bản ghi"))
    found = _both(actor, item, {kept_id: kept_version, gone_id: gone_version}, at)
    kept, gone = found[kept_id], found[gone_id]
    _may(actor, item, found.values())
    _check_taken(item, kept, gone, taken)
    by_two = item.matching is not None and item.matching.by_two
    row = Merge(
        id=new_id(), register=item.id, kept_id=kept_id, gone_id=gone_id, unit_id=kept.unit_id,
        kept_version=kept.version, gone_version=gone.version, taken=sorted(taken), reason=tidy, by_two=by_two,
        asked_by=actor.person[:250],
        account_id=identity.account_id_of(actor), asked_at=at, state=MergeState.ASKED if by_two else MergeState.DONE,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise MergeMoved(state=MergeState.ASKED.label) from None
    detail = {"register": item.id, "kept": str(kept_id), "gone": str(gone_id), "state": str(row.state)}
    events = [] if by_two else _merge(item, row, kept, gone, actor, at)
    return Done(row, events=events, subject=(_SUBJECT, row.id), detail=detail)


def _check_taken(item: RegisterObject, kept: Record, gone: Record, taken: Collection[str]) -> None:
    writable = {field.id for field in item.written_fields} - {item.key}
    for name in taken:
        if name not in writable:
            raise _refused(_("mục {name} không lấy sang được").format(name=name[:60]))
        field = item.field(name)
        if field.unique and field.required:
            raise _refused(_("{name} là duy nhất và bắt buộc nên phải giữ nguyên").format(name=named(field)))
        if field.required and gone.values[name] is None and kept.values[name] is not None:
            raise _refused(_("{name} không được để trống").format(name=named(field)))


def _merge(
    item: RegisterObject, row: Merge, kept: Record, gone: Record, actor: Actor, at: datetime
) -> list[RecordChanged | RecordsMerged]:
    """Do it: the one that goes first, so that what is unique in it is free for the other."""
    writing = _Writing(actor, at, Provenance(Source.MERGE, row.reason))
    moved = {name for name in row.taken if item.field(name).unique}
    left = completed(item, {**gone.values, **dict.fromkeys(moved)})
    over = writing.version(item, gone, left, valid_to=today_of(at))
    values = completed(item, {**kept.values, **{name: gone.values[name] for name in row.taken}})
    grown = writing.version(item, kept, values)
    told = [_changed(item, over, ended=True), _changed(item, grown)]
    references: list[list[str]] = []
    for other, field, records in references_to(item, gone.id, lock=True):
        for one in records:
            if one.id != gone.id:
                told.append(writing.pointed(other, one, field.id, kept.id))
                references.append([other.id, field.id, str(one.id)])
    row.references, row.state = references, MergeState.DONE
    row.save(update_fields=["references", "state"])
    _say_of_pair(row, PairState.MERGED, actor, at)
    return [*told, RecordsMerged(item.id, kept.id, gone.id)]


@dataclass(frozen=True, slots=True)
class _Writing:
    """Who writes, when, by which act."""

    actor: Actor
    at: datetime
    how: Provenance

    def version(
        self, item: RegisterObject, before: Record, values: Mapping[str, Value], *, valid_to: date | None = None
    ) -> Record:
        """The next version of a record."""
        return replaced(item, before, values, self.how, self.actor, self.at, valid_to=valid_to)

    def pointed(self, other: RegisterObject, one: Record, field: str, to: UUID) -> RecordChanged:
        """A record that refers to another one now; one that is over stays over."""
        values = completed(other, {**one.values, field: to})
        return _changed(other, self.version(other, one, values, valid_to=one.valid_to))


def _changed(item: RegisterObject, record: Record, *, ended: bool = False) -> RecordChanged:
    return RecordChanged(item.id, record.id, record.version, record.unit_id, ended)


def _say_of_pair(row: Merge, state: PairState, actor: Actor, at: datetime) -> None:
    first, second = sorted((row.kept_id, row.gone_id))
    MatchPair.objects.filter(first_id=first, second_id=second).update(
        state=state, said_by=actor.person[:250], said_at=at
    )


def _held(actor: Actor, item: RegisterObject, merge_id: UUID, state: MergeState) -> Merge:
    row = queries.access_merge(actor=actor, register=item, merge_id=merge_id, lock=True)
    if row.state != state:
        raise MergeMoved(state=MergeState(row.state).label)
    return row


def _decide(row: Merge, actor: Actor, at: datetime, state: MergeState, answer: str = "") -> None:
    row.state, row.decider_id, row.decided_by = state, identity.account_id_of(actor), actor.person[:250]
    row.decided_at, row.answer = at, answer
    row.save(update_fields=["state", "decider", "decided_by", "decided_at", "answer"])


@action("registers.decide_merge", access=needs(DECIDE))
def decide_merge(
    *, actor: Actor, at: datetime, register: str, merge_id: UUID, approve: bool, answer: str = ""
) -> Done[Merge]:
    """Approve or refuse a merge that somebody else asked for; approved, it is done at once.

    Raises ``MergeNotFound``, ``MergeMoved``, ``OwnChange``, ``Forbidden``, ``ReasonMissing``, and what merging raises.
    """
    item = queries.access_register(actor=actor, code=register)
    row = _held(actor, item, merge_id, MergeState.ASKED)
    if not queries.may(actor, DECIDE, item, row.unit_id):
        raise Forbidden
    if row.account_id == identity.account_id_of(actor):
        raise OwnChange
    tidy = " ".join(answer.split())[:500]
    if not approve and not tidy:
        raise ReasonMissing(fields={"answer": ReasonMissing().message})
    events: list[Any] = []
    if approve:
        found = _both(actor, item, {row.kept_id: row.kept_version, row.gone_id: row.gone_version}, at)
        _check_taken(item, found[row.kept_id], found[row.gone_id], row.taken)
        _decide(row, actor, at, MergeState.DONE, tidy)
        events = list(_merge(item, row, found[row.kept_id], found[row.gone_id], actor, at))
    else:
        _decide(row, actor, at, MergeState.REFUSED, tidy)
    detail = {"register": item.id, "state": str(row.state)}
    return Done(row, events=events, subject=(_SUBJECT, row.id), detail=detail)


@action("registers.undo_merge", access=needs(WRITE))
def undo_merge(*, actor: Actor, at: datetime, register: str, merge_id: UUID, reason: str) -> Done[Merge]:
    """Tách lại: both records as they were. Of the one that was kept a field changed since stays as changed; a reference
    that was led elsewhere since stays there.

    Raises ``MergeNotFound``, ``MergeMoved``, ``RecordEnded``, ``Forbidden``, ``ReasonMissing``, ``RecordTaken``.
    """
    item = queries.access_register(actor=actor, code=register)
    row = _held(actor, item, merge_id, MergeState.DONE)
    tidy = " ".join(reason.split())[:500]
    if not tidy:
        raise ReasonMissing(fields={"reason": ReasonMissing().message})
    now = {one.id: one for one in read_raw(item, _is_one_of(row.kept_id, row.gone_id), lock=True)}
    kept, gone = now[row.kept_id], now[row.gone_id]
    _may(actor, item, (kept, gone))
    if kept.valid_to is not None and kept.valid_to <= today_of(at):
        raise MergeMoved(state=_("bản ghi được giữ đã kết thúc"))
    writing = _Writing(actor, at, Provenance(Source.MERGE, tidy))
    before, merged = version_of(item, kept.id, row.kept_version), version_of(item, kept.id, row.kept_version + 1)
    values = completed(item, {name: _back(name, before, merged, kept) for name in item.by_id})
    old = version_of(item, gone.id, row.gone_version)
    told = [
        _changed(item, writing.version(item, kept, values, valid_to=kept.valid_to)),
        _changed(item, writing.version(item, gone, completed(item, old.values), valid_to=old.valid_to)),
    ]
    registers = queries.all_registers()
    for code, name, record_id in row.references:
        other = registers.get(code)
        if other is None or name not in other.by_id:
            continue
        one = read_raw(other, _is_one_of(UUID(record_id)), lock=True)[0]
        if one.values[name] == kept.id:
            told.append(writing.pointed(other, one, name, gone.id))
    row.state, row.undone_by, row.undone_at = MergeState.UNDONE, actor.person[:250], at
    row.save(update_fields=["state", "undone_by", "undone_at"])
    _say_of_pair(row, PairState.REFUSED, actor, at)
    detail = {"register": item.id, "kept": str(kept.id), "gone": str(gone.id)}
    events = [*told, RecordsMerged(item.id, kept.id, gone.id, undone=True)]
    return Done(row, events=events, subject=(_SUBJECT, row.id), detail=detail)


def _back(name: str, before: Record, merged: Record, now: Record) -> Value:
    """A field as it was before the merge, unless it was changed since."""
    return before.values[name] if now.values[name] == merged.values[name] else now.values[name]


def _is_one_of(*ids: UUID) -> sql.Composable:
    return sql.SQL("_id = ANY ({}) ORDER BY _id").format(sql.Literal(list(ids)))
