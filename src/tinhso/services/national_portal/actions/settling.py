"""What people do about dossiers that are out of step: try again, settle, ask the portal again, stop all."""

from datetime import datetime
from typing import Final
from uuid import UUID

from tinhso.core.access import SYSTEM, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.ids import new_id
from tinhso.services.national_portal.actions.planning import planned_of
from tinhso.services.national_portal.actions.receiving import keep_news
from tinhso.services.national_portal.actions.sending import mark
from tinhso.services.national_portal.models import Link, Message, NationalDossier
from tinhso.services.national_portal.ports import Refused, Unreachable, current_wire
from tinhso.services.national_portal.types import (
    SETTLE,
    Direction,
    DossierNotFound,
    MessageState,
    NothingToSettle,
    PortalOff,
    PortalUnreachable,
    ReasonMissing,
)

_REASON_LENGTH: Final = 10
_MAY: Final = needs(SETTLE)


def _lock(dossier_id: UUID) -> NationalDossier:
    found = NationalDossier.objects.select_for_update().filter(pk=dossier_id).first()
    if found is None:
        raise DossierNotFound
    return found


def checked_reason(reason: str) -> str:
    """A reason as it is kept. Raises ``ReasonMissing``."""
    told = " ".join(reason.replace("\x00", "").split())[:500]
    if len(told) < _REASON_LENGTH:
        raise ReasonMissing(fields={"reason": ReasonMissing().message})
    return told


@action("national_portal.retry", access=_MAY)
def retry(*, actor: Actor, at: datetime, dossier_id: UUID) -> Done[int]:
    """Send again, or take in again, what was refused or waits; what goes out is composed anew of what is known now.

    Raises ``NothingToSettle`` where nothing is refused or waits.
    """
    dossier = _lock(dossier_id)
    stuck = Message.objects.filter(dossier=dossier, state__in=[MessageState.REFUSED, MessageState.WAITING])
    messages = list(stuck.select_for_update().order_by("number"))
    if not messages:
        raise NothingToSettle
    fresh = {each.number: each for each in planned_of(dossier.case, dossier.origin)} if dossier.case else {}
    for message in messages:
        plan = fresh.get(message.number) if message.direction == Direction.OUT else None
        if message.state == MessageState.REFUSED and plan is not None:
            message.body = dict(plan.body)
        message.state, message.done_at, message.attempts, message.next_try_at = MessageState.WAITING, None, 0, at
        message.save(update_fields=["body", "state", "done_at", "attempts", "next_try_at"])
    mark(dossier, "", "", "", at)
    return Done(len(messages), subject=("national_dossier", dossier.id), detail={"messages": len(messages)})


@action("national_portal.settle", access=_MAY)
def settle(*, actor: Actor, at: datetime, dossier_id: UUID, reason: str) -> Done[None]:
    """Let a difference be, with a reason: what was refused is not sent again, what comes after goes on.

    Raises ``ReasonMissing``, ``NothingToSettle``.
    """
    told = checked_reason(reason)
    dossier = _lock(dossier_id)
    if not dossier.trouble:
        raise NothingToSettle
    trouble = dossier.trouble_code
    Message.objects.filter(dossier=dossier, state=MessageState.REFUSED).update(state=MessageState.SETTLED)
    mark(dossier, "", "", "", at)
    dossier.settled_at, dossier.settled_by, dossier.settled_reason = at, actor.name, told
    dossier.save(update_fields=["settled_at", "settled_by", "settled_reason"])
    return Done(None, subject=("national_dossier", dossier.id), detail={"trouble": trouble, "reason": told})


@action("national_portal.pull_again", access=_MAY)
def pull_again(*, actor: Actor, at: datetime, dossier_id: UUID) -> Done[int]:
    """Ask the portal for a dossier as it has it now, and keep that as news; its value is how much of it is new.

    Raises ``PortalOff``, ``PortalUnreachable``, ``DossierNotFound`` where it has no code there.
    """
    found = NationalDossier.objects.filter(pk=dossier_id).first()
    if found is None or not found.code:
        raise DossierNotFound
    return Done(fetch_one(found.code, at), subject=("national_dossier", dossier_id), detail={"code": found.code})


def fetch_one(code: str, at: datetime) -> int:
    """Ask the portal for one dossier and keep the answer; how much of it is new. Raises as ``pull_again``."""
    wire = current_wire()
    if wire is None:
        raise PortalOff
    try:
        answer = wire.call("DanhSachThayDoi", {"MaHoSo": code, "SoLuong": 1}, request_id=str(new_id()))
    except (Unreachable, Refused) as error:
        raise PortalUnreachable from error
    items = answer.get("DanhSach")
    return keep_news(actor=SYSTEM, at=at, items=items if isinstance(items, list) else [])


@action("national_portal.stop", access=_MAY)
def stop(*, actor: Actor, at: datetime, reason: str) -> Done[None]:
    """Stop all sending and taking in; what is to be said is still kept. Raises ``ReasonMissing``."""
    told = checked_reason(reason)
    Link.objects.update_or_create(
        pk=1, defaults={"stopped_at": at, "stopped_by": actor.name[:250], "stop_reason": told}
    )
    return Done(None, subject=("national_portal", "link"), detail={"reason": told})


@action("national_portal.resume", access=_MAY)
def resume(*, actor: Actor, at: datetime) -> Done[None]:
    """Go on sending and taking in."""
    Link.objects.update_or_create(pk=1, defaults={"stopped_at": None, "stopped_by": "", "stop_reason": ""})
    return Done(None, subject=("national_portal", "link"))
