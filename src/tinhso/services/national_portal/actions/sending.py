"""Sending what is planned: one message a try, the next of a dossier only when the one before was taken.

No transaction is open while the line is used, so that a slow portal holds up nobody. A process that dies between the
portal's answer and ours having kept it sends the same request again, and the portal knows it by its id.
"""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tinhso.core.access import SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.national_portal.models import Message, NationalDossier
from tinhso.services.national_portal.ports import Refused, Unreachable, Wire
from tinhso.services.national_portal.queries import BLOCKING
from tinhso.services.national_portal.rules import checking, formats, outgoing, words
from tinhso.services.national_portal.types import ISSUER, Direction, Fault, MessageState, Operation, Step, Trouble


def send_next(wire: Wire, dossier_id: UUID, *, at: datetime) -> Step:
    """Send the next message of a dossier if its time has come; what became of it. Tells ``Step.NOTHING`` for none."""
    waiting = Message.objects.filter(dossier_id=dossier_id, direction=Direction.OUT, state=MessageState.WAITING)
    message = waiting.select_related("dossier").order_by("number").first()
    if message is None or message.dossier.trouble in BLOCKING:
        return Step.NOTHING
    if message.next_try_at > at:
        waiting.filter(next_try_at__lt=message.next_try_at).update(next_try_at=message.next_try_at)
        return Step.NOTHING
    body = _body_of(message)
    fault = _fault_in(message, body)
    if fault is not None:
        record_refusal(
            actor=SYSTEM, at=at, message_id=message.id, trouble=Trouble.NOT_SENT, code=fault.code, text=fault.field
        )
        return Step.STUCK
    if message.operation == Operation.UPLOAD:
        file = files.access_file(actor=SYSTEM, file_id=UUID(outgoing.our_file(message.body)))
        body["NoiDung"] = base64.b64encode(files.read_file(file)).decode()
    try:
        answer = wire.call(message.operation, body, request_id=str(message.id))
    except Unreachable as error:
        postpone(message, str(error), at=at)
        return Step.LATER
    except Refused as error:
        record_refusal(
            actor=SYSTEM, at=at, message_id=message.id, trouble=Trouble.REFUSED, code=error.code, text=error.text
        )
        return Step.STUCK
    record_answer(actor=SYSTEM, at=at, message_id=message.id, answer=answer)
    return Step.DONE


def _body_of(message: Message) -> dict[str, Any]:
    """What a message says now that the code and the files of its dossier are known there."""
    uploads = Message.objects.filter(
        dossier_id=message.dossier_id, direction=Direction.OUT, operation=Operation.UPLOAD, state=MessageState.DONE
    )
    known = {
        outgoing.our_file(body): str(answer.get("MaTep", "")) for body, answer in uploads.values_list("body", "answer")
    }
    return outgoing.completed(message.body, code=message.dossier.code or "", files=known)


def _fault_in(message: Message, body: Mapping[str, Any]) -> Fault | None:
    """The first thing that the portal would reject."""
    found = next(checking.faults_of(message.operation, body), None)
    if found is None and message.operation == Operation.STATUS:
        old, new = message.dossier.told_status, str(body["TrangThai"])
        if not checking.is_allowed(old, new, cases.national_moves()):
            return Fault("move_not_allowed", f"{old} → {new}")
    return found


def postpone(message: Message, error: str, *, at: datetime) -> None:
    """Let a message wait, and those of its dossier behind it: longer each time, up to a cap."""
    attempts = message.attempts + 1
    next_try_at = at + formats.pause_after(attempts)
    Message.objects.filter(pk=message.pk, state=MessageState.WAITING).update(attempts=attempts, error=error[:500])
    Message.objects.filter(
        dossier_id=message.dossier_id, direction=message.direction, state=MessageState.WAITING
    ).update(next_try_at=next_try_at)


@action("national_portal.record_answer", access=SYSTEM_ONLY)
def record_answer(*, actor: Actor, at: datetime, message_id: UUID, answer: Mapping[str, Any]) -> Done[bool]:
    """Keep the portal's yes to a message, once; its value says whether it was the first."""
    message, dossier = lock_message(message_id)
    if message.state != MessageState.WAITING:
        return Done(False, subject=("national_dossier", dossier.id))
    message.state, message.answer, message.done_at, message.error = MessageState.DONE, dict(answer), at, ""
    message.attempts += 1
    message.save(update_fields=["state", "answer", "done_at", "error", "attempts"])
    if message.operation == Operation.NEXT_CODE:
        dossier.code = str(answer.get("MaHoSo", ""))[:60] or None
        if dossier.code and dossier.case_id:
            cases.add_alias(actor=actor, at=at, case_id=dossier.case_id, code=dossier.code, issuer=ISSUER)
    elif message.operation == Operation.STATUS:
        dossier.told_status = message.body["TrangThai"]
    elif message.operation == Operation.PUT_DOSSIER and "CapNhat" not in message.body:
        dossier.told_status = outgoing.FILED
    dossier.save(update_fields=["code", "told_status"])
    detail = {"operation": message.operation, "code": dossier.code, "attempts": message.attempts}
    return Done(True, subject=("national_dossier", dossier.id), detail=detail)


@action("national_portal.record_refusal", access=SYSTEM_ONLY)
def record_refusal(
    *, actor: Actor, at: datetime, message_id: UUID, trouble: str, code: str, text: str = ""
) -> Done[None]:
    """Keep the portal's no, or our own, to a message: its dossier waits for somebody to look at it."""
    message, dossier = lock_message(message_id)
    if message.state == MessageState.WAITING:
        message.state, message.done_at, message.attempts = MessageState.REFUSED, at, message.attempts + 1
        message.error = text[:500]
        message.answer = {"KetQua": "0", "MaLoi": code}
        message.save(update_fields=["state", "done_at", "attempts", "error", "answer"])
        mark(dossier, trouble, words.known_code(code), text, at)
    detail = {"operation": message.operation, "code": dossier.code, "error": code}
    return Done(None, subject=("national_dossier", dossier.id), detail=detail)


def overtake(message: Message) -> None:
    """Close older news about a dossier that could not be worked in: ``message`` says what holds now."""
    older = Message.objects.filter(dossier_id=message.dossier_id, direction=Direction.IN, number__lt=message.number)
    older.filter(state=MessageState.REFUSED).update(state=MessageState.SETTLED)


def mark(dossier: NationalDossier, trouble: str, code: str, text: str, at: datetime) -> None:
    """Keep what is wrong with a dossier, or that nothing is (``""``), inside the caller's action."""
    dossier.trouble, dossier.trouble_code, dossier.trouble_text = trouble, code[:60], text[:500]
    dossier.trouble_at = at if trouble else None
    dossier.save(update_fields=["trouble", "trouble_code", "trouble_text", "trouble_at"])


def lock_message(message_id: UUID) -> tuple[Message, NationalDossier]:
    """A message and its dossier, locked in this order wherever both are."""
    dossier_id = Message.objects.values_list("dossier_id", flat=True).get(pk=message_id)
    dossier = NationalDossier.objects.select_for_update().get(pk=dossier_id)
    return Message.objects.select_for_update().get(pk=message_id), dossier
