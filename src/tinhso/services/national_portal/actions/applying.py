"""What an applicant did at the portal, done on the case: withdrawn, papers sent, paid there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tinhso.core.access import SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.typeset import SheetColumn, render_sheet
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.national_portal.actions.sending import lock_message, mark, overtake
from tinhso.services.national_portal.rules import incoming
from tinhso.services.national_portal.types import GivenPaper, MessageState, Trouble

_WITHDRAWN: Final = "7"
_REASON: Final = "Người nộp đã rút hồ sơ tại Cổng Dịch vụ công quốc gia."


@action("national_portal.apply_news", access=SYSTEM_ONLY)
def apply_news(
    *, actor: Actor, at: datetime, message_id: UUID, stored: Sequence[tuple[GivenPaper, UUID]] = ()
) -> Done[str]:
    """Do on the case what its applicant did at the portal; its value is what could not be done, empty for nothing.

    ``stored`` are the papers that came with the news; those that no step waits for are filed for the office to see.
    """
    message, dossier = lock_message(message_id)
    case = dossier.case
    if case is None or message.state != MessageState.WAITING:
        return Done("", subject=("national_dossier", dossier.id))
    theirs = str(message.body.get("TrangThai") or "")
    trouble = _papers(actor, at, case, stored) if stored else ""
    if theirs == _WITHDRAWN and case.status != _WITHDRAWN:
        trouble = trouble or _withdraw(actor, at, case)
    if incoming.is_paid(message.body):
        trouble = trouble or _paid(actor, at, case, message.body)
    message.state, message.done_at, message.answer = MessageState.DONE, at, {"KetQua": "1"}
    message.save(update_fields=["state", "done_at", "answer"])
    overtake(message)
    dossier.version = max(dossier.version, message.number)
    dossier.told_status = theirs[:2] or dossier.told_status
    dossier.save(update_fields=["version", "told_status"])
    if trouble or dossier.trouble == Trouble.CONFLICT:
        mark(dossier, Trouble.CONFLICT if trouble else "", trouble, "", at)
    return Done(trouble, subject=("case", case.id), detail={"code": dossier.code, "trouble": trouble})


def _offered(actor: Actor, at: datetime, case: cases.Case, effect: str) -> str:
    """The action with an effect that may be done on a case now; empty for none."""
    now = cases.access_case(actor=actor, case_id=case.id)
    found = cases.offered_actions(actor=actor, case=now, at=at)
    return next((each.id for each in found if effect in each.effects), "")


def _withdraw(actor: Actor, at: datetime, case: cases.Case) -> str:
    action_id = _offered(actor, at, case, "withdraw")
    if not action_id:
        return "withdrawn_there"
    cases.perform(actor=actor, at=at, case_id=case.id, action_id=action_id, inputs=cases.Inputs(reason=_REASON))
    return ""


def _papers(actor: Actor, at: datetime, case: cases.Case, stored: Sequence[tuple[GivenPaper, UUID]]) -> str:
    kind = cases.DocumentKind.SUPPLEMENT
    documents = tuple(cases.NewDocument(file_id, paper.title, kind, paper.paper) for paper, file_id in stored)
    action_id = _offered(actor, at, case, "accept_supplement")
    if action_id:
        inputs = cases.Inputs(documents=documents)
        cases.perform(actor=actor, at=at, case_id=case.id, action_id=action_id, inputs=inputs)
        return ""
    for (paper, _file_id), document in zip(stored, documents, strict=True):
        slot = f"national:{paper.file}"[:120]
        cases.file_document(actor=actor, at=at, case_id=case.id, document=document, slot=slot)
    return "papers_unexpected"


def _paid(actor: Actor, at: datetime, case: cases.Case, body: dict[str, Any]) -> str:
    if not case.fee_due:
        return ""
    action_id = _offered(actor, at, case, "record_payment")
    if not action_id:
        return "payment_differs"
    receipt = files.store_bytes(
        at=at,
        content=_receipt(case, body, at),
        media_type="application/pdf",
        name=f"{case.code}-thanh-toan.pdf",
        purpose="national_portal.payment",
    )
    document = cases.NewDocument(
        receipt.id, "Xác nhận thanh toán tại Cổng Dịch vụ công quốc gia", cases.DocumentKind.OTHER
    )
    inputs = cases.Inputs(documents=(document,))
    cases.perform(actor=actor, at=at, case_id=case.id, action_id=action_id, inputs=inputs)
    return ""


def _receipt(case: cases.Case, body: dict[str, Any], at: datetime) -> bytes:
    """What the portal says was paid, as a sheet."""
    rows = [[str(fee.get("TenPhiLePhi", "")), str(fee.get("SoTien", ""))] for fee in body["DanhSachLePhi"]]
    return render_sheet(
        title="Xác nhận thanh toán tại Cổng Dịch vụ công quốc gia",
        subtitle=f"Hồ sơ {case.code}, {local(at):%H:%M %d/%m/%Y}",
        columns=[SheetColumn("Khoản"), SheetColumn("Số tiền (đồng)", numeric=True)],
        rows=rows,
    )
