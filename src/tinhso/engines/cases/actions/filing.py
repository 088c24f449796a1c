"""Filing a paper that the platform made about a case, without moving the case."""

from datetime import datetime
from uuid import UUID

from tinhso.core.access import SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.engines.cases import queries
from tinhso.engines.cases.models import CaseDocument
from tinhso.engines.cases.types import NewDocument


@action("cases.file_document", access=SYSTEM_ONLY)
def file_document(*, actor: Actor, at: datetime, case_id: UUID, document: NewDocument, slot: str) -> Done[CaseDocument]:
    """File ``document`` under ``slot`` once: a second call with the same slot answers with the first document."""
    case, _above = queries.lock_case(actor=actor, case_id=case_id)
    filed = CaseDocument.objects.filter(case_id=case_id, slot=slot).first()
    subject = ("case", case_id)
    if filed is not None:
        return Done(filed, subject=subject, detail={"slot": slot, "again": True})
    row = CaseDocument(
        case_id=case_id,
        seq=case.seq,
        file_id=document.file_id,
        kind=document.kind,
        paper=document.paper,
        title=document.title,
        public=document.public,
        slot=slot,
        added_at=at,
        added_by=actor.name,
    )
    return Done(row, rows=[row], subject=subject, detail={"slot": slot})
