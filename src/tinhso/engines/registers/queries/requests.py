"""Requests for changes: those that wait, one of them."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q

from tinhso.core.access import Actor
from tinhso.core.db import Page, keyset
from tinhso.engines.registers.models import ChangeRequest
from tinhso.engines.registers.queries.reach import Reach, reach
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import DECIDE, PROPOSE, ChangeNotFound, RequestState


def _deciding(actor: Actor, register: RegisterObject) -> list[Reach]:
    """The units in which one decides or proposes."""
    return [far for code in (DECIDE, PROPOSE) if (far := reach(actor, code, register)) is not None]


def _visible(actor: Actor, register: RegisterObject) -> Q:
    """One's own, and those of the units in which one proposes or decides."""
    seen = Q(account_id=actor.account_id)
    for far in _deciding(actor, register):
        if far.unit_ids is None:
            return Q()
        seen |= Q(unit_id__in=list(far.unit_ids))
    return seen


def waiting(*, actor: Actor, registers: Iterable[RegisterObject]) -> Counter[str]:
    """How many requests wait in each register, of those that ``changes`` shows the actor. One query."""
    by_code = {register.id: register for register in registers}
    own = Count("id", filter=Q(account_id=actor.account_id))
    rows = ChangeRequest.objects.filter(state=RequestState.ASKED, register__in=list(by_code)).order_by()
    found: Counter[str] = Counter()
    for code, unit_id, every, mine in rows.values_list("register", "unit_id").annotate(every=Count("id"), mine=own):
        covered = any(far.covers(unit_id) for far in _deciding(actor, by_code[code]))
        found[code] += every if covered else mine
    return found


def changes(
    *, actor: Actor, register: RegisterObject, state: RequestState, after: str | None = None, limit: int = 30
) -> Page[ChangeRequest]:
    """Requests of a register in one state, the oldest first. One query."""
    rows = ChangeRequest.objects.filter(_visible(actor, register), register=register.id, state=state)
    return keyset(rows.select_related("unit"), order=("asked_at", "id"), after=after, limit=limit)


def access_change(*, actor: Actor, register: RegisterObject, change_id: UUID, lock: bool = False) -> ChangeRequest:
    """One request. Raises ``ChangeNotFound``."""
    rows = ChangeRequest.objects.select_for_update(of=("self",)) if lock else ChangeRequest.objects.all()
    found = rows.filter(_visible(actor, register), register=register.id, pk=change_id).first()
    if found is None:
        raise ChangeNotFound
    return found


def open_change(register: RegisterObject, record_id: UUID) -> ChangeRequest | None:
    """The request that waits about a record."""
    rows = ChangeRequest.objects.filter(register=register.id, record_id=record_id, state=RequestState.ASKED)
    return rows.first()
