"""Changes by request: one official asks, another one decides, and only then it is written."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.core.access import Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.engines.registers import queries
from tinhso.engines.registers.actions.rows import insert, read_values, replaced, today_of
from tinhso.engines.registers.actions.writing import done, locked
from tinhso.engines.registers.models import ChangeRequest
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import (
    DECIDE,
    PROPOSE,
    ChangeDecided,
    ChangeOpen,
    OwnChange,
    Provenance,
    ReasonMissing,
    Record,
    RequestState,
    Source,
    Verb,
)
from tinhso.foundation.identity import api as identity

_SUBJECT = "register_change"


@action("registers.ask_change", access=needs(PROPOSE))
def ask_change(
    *, actor: Actor, at: datetime, register: str, verb: Verb, given: Mapping[str, str], reason: str,
    unit_id: UUID | None = None, record_id: UUID | None = None, version: int | None = None,
) -> Done[ChangeRequest]:  # fmt: skip
    """Ask that a record be added (of ``unit_id``), changed or ended (``record_id`` at ``version``).

    The values are read as they would be written, so that what is asked can come true. Raises ``RegisterNotFound``,
    ``RecordNotFound``, ``RecordInvalid``, ``RecordChangedMeanwhile``, ``RecordEnded``, ``ChangeOpen``, ``Forbidden``,
    ``ReasonMissing``.
    """
    item = queries.access_register(actor=actor, code=register)
    tidy = " ".join(reason.split())[:500]
    if not tidy:
        raise ReasonMissing(fields={"reason": ReasonMissing().message})
    before: Record | None = None
    if verb is not Verb.ADD:
        assert record_id is not None and version is not None  # noqa: S101, PT018 -- the faces give both
        before = locked(actor, item, record_id, version, at)
        unit_id = before.unit_id
    if unit_id is None or not queries.may(actor, PROPOSE, item, unit_id):
        raise Forbidden
    kept = {} if verb is Verb.END else dict(given)
    title = str(before.values[item.title]) if before else ""
    if verb is not Verb.END:
        title = str(read_values(item, kept, before, today_of(at))[item.title])
    row = ChangeRequest(
        id=new_id(), register=item.id, record_id=record_id if before else None,
        base_version=before.version if before else None, unit_id=unit_id, verb=verb, title=title[:500], values=kept,
        reason=tidy, account_id=identity.account_id_of(actor), asked_by=actor.name[:250], asked_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise ChangeOpen from None
    return Done(row, subject=(_SUBJECT, row.id), detail={"register": item.id, "verb": str(verb)})


def _open(actor: Actor, register: str, change_id: UUID) -> tuple[RegisterObject, ChangeRequest]:
    item = queries.access_register(actor=actor, code=register)
    found = queries.access_change(actor=actor, register=item, change_id=change_id, lock=True)
    if found.state != RequestState.ASKED:
        raise ChangeDecided(who=found.decided_by or found.asked_by)
    return item, found


def _decide(found: ChangeRequest, actor: Actor, at: datetime, state: RequestState, answer: str = "") -> None:
    found.state, found.decider_id, found.decided_by = state, identity.account_id_of(actor), actor.name[:250]
    found.decided_at, found.answer = at, answer
    found.save(update_fields=["state", "decider", "decided_by", "decided_at", "answer"])


def _may_decide(actor: Actor, register: RegisterObject, found: ChangeRequest) -> None:
    if not queries.may(actor, DECIDE, register, found.unit_id):
        raise Forbidden
    if found.account_id == identity.account_id_of(actor):
        raise OwnChange


@action("registers.approve_change", access=needs(DECIDE))
def approve_change(*, actor: Actor, at: datetime, register: str, change_id: UUID) -> Done[Record]:
    """Duyệt: what was asked is written, in the same transaction, with the reason as its basis.

    Raises ``ChangeNotFound``, ``ChangeDecided``, ``OwnChange``, ``Forbidden``, and what writing raises: a record that
    was changed meanwhile is not overwritten.
    """
    item, found = _open(actor, register, change_id)
    _may_decide(actor, item, found)
    provenance = Provenance(Source.REQUEST, found.reason)
    is_end = found.verb == Verb.END
    if found.record_id is None or found.base_version is None:
        values = read_values(item, found.values, None, today_of(at))
        made = insert(item, found.unit_id, values, provenance, actor, at)
    else:
        before = locked(actor, item, found.record_id, found.base_version, at)
        values = dict(before.values) if is_end else read_values(item, found.values, before, today_of(at))
        end = today_of(at) if is_end else None
        made = replaced(item, before, values, provenance, actor, at, valid_to=end)
    found.record_id = made.id
    found.save(update_fields=["record_id"])
    _decide(found, actor, at, RequestState.APPROVED)
    return done(item, made, ended=is_end)


@action("registers.refuse_change", access=needs(DECIDE))
def refuse_change(*, actor: Actor, at: datetime, register: str, change_id: UUID, answer: str) -> Done[None]:
    """Không duyệt, with an answer that who asked reads. Raises ``ChangeNotFound``, ``ChangeDecided``, ``OwnChange``,
    ``Forbidden``, ``ReasonMissing``.
    """
    item, found = _open(actor, register, change_id)
    _may_decide(actor, item, found)
    tidy = " ".join(answer.split())[:500]
    if not tidy:
        raise ReasonMissing(fields={"answer": ReasonMissing().message})
    _decide(found, actor, at, RequestState.REFUSED, tidy)
    return Done(None, subject=(_SUBJECT, found.id), detail={"register": item.id})


@action("registers.withdraw_change", access=needs(PROPOSE))
def withdraw_change(*, actor: Actor, at: datetime, register: str, change_id: UUID) -> Done[None]:
    """Rút đề nghị của mình. Raises ``ChangeNotFound``, ``ChangeDecided``, ``Forbidden``."""
    item, found = _open(actor, register, change_id)
    if found.account_id != identity.account_id_of(actor):
        raise Forbidden
    found.state, found.decided_at = RequestState.WITHDRAWN, at
    found.save(update_fields=["state", "decided_at"])
    return Done(None, subject=(_SUBJECT, found.id), detail={"register": item.id})
