"""Asking an applicant for papers: what the platform has is taken from the vault, or asked for with a reason kept."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from tinhso.core.access import OFFICIAL, SYSTEM, Actor, ActorKind
from tinhso.core.actions import Done, action
from tinhso.core.errors import Forbidden
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.actions.reusing import OFFERED
from tinhso.services.procedures.models import AskedAgain
from tinhso.services.procedures.types import AlreadyKept
from tinhso.services.vault import api as vault

LEAST_REASON = 10


def known_papers(*, actor: Actor, at: datetime, case: cases.Case) -> list[queries.KnownPaper]:
    """The papers of a dossier's procedure that the vault of its applicant holds, for who handles it. The look is
    recorded.
    """
    known = queries.known_papers(case, at)
    vault.record_looks(actor=actor, at=at, items=[one.item for one in known], purpose=OFFERED)
    return known


def ask_or_insist(
    *,
    actor: Actor,
    at: datetime,
    case_id: UUID,
    action_id: str,
    inputs: cases.Inputs,
    insist: str,
    seen_seq: int | None,
) -> cases.Case:
    """Ask for papers. Raises ``AlreadyKept`` where the vault has one of them and ``insist`` gives no reason."""
    case = cases.access_case(actor=actor, case_id=case_id)
    known = [one for one in queries.known_papers(case, at) if one.is_named_in(inputs.papers)]
    if not known:
        return cases.perform(actor=actor, at=at, case_id=case_id, action_id=action_id, inputs=inputs, seen_seq=seen_seq)
    if len(insist.strip()) < LEAST_REASON:
        told = gettext("Ghi lý do vẫn yêu cầu, ít nhất 10 ký tự, hoặc lấy giấy tờ từ kho.")
        raise AlreadyKept(papers="; ".join(one.name for one in known), fields={"insist": told})
    return _insist(
        actor=actor, at=at, case_id=case_id, action_id=action_id, inputs=inputs, known=known, reason=insist.strip(),
        seen_seq=seen_seq,
    )  # fmt: skip


@action("procedures.insist", access=OFFICIAL)
def _insist(
    *,
    actor: Actor,
    at: datetime,
    case_id: UUID,
    action_id: str,
    inputs: cases.Inputs,
    known: Collection[queries.KnownPaper],
    reason: str,
    seen_seq: int | None,
) -> Done[cases.Case]:
    """Vẫn yêu cầu giấy tờ mà hệ thống đã có: done, and recorded against the office, in one transaction."""
    done = cases.perform(actor=actor, at=at, case_id=case_id, action_id=action_id, inputs=inputs, seen_seq=seen_seq)
    rows = [
        AskedAgain(
            case_id=case_id,
            unit_id=actor.unit_id or done.unit_id,
            procedure=done.settings["type_code"],
            paper=one.paper,
            item_id=one.item.id,
            official=actor.name,
            reason=reason,
            at=at,
        )
        for one in known
    ]
    return Done(done, rows=rows, subject=("case", case_id), detail={"papers": [one.paper for one in known]})


@action("procedures.take_into_dossier", access=OFFICIAL)
def take_into_dossier(*, actor: Actor, at: datetime, case_id: UUID, paper: str, item_id: UUID) -> Done[UUID]:
    """Lấy giấy tờ từ kho của người nộp vào hồ sơ, instead of asking for it; once, however often it is asked.

    Raises ``CaseNotFound``, ``Forbidden`` for who only reads the dossier, and ``ItemNotFound`` for a paper that does
    not fit. Returns the id of the document.
    """
    case = cases.access_case(actor=actor, case_id=case_id)
    if case.closed_at is not None or not queries.handles(actor, case):
        raise Forbidden
    known = next((k for k in queries.known_papers(case, at) if (k.paper, k.item.id) == (paper, item_id)), None)
    slot = f"vault:{item_id}"
    filed = cases.CaseDocument.objects.filter(case_id=case_id, slot=slot).first()
    if filed is not None:
        return Done(filed.id, subject=("case", case_id))
    if known is None:
        raise vault.ItemNotFound
    document = cases.NewDocument(known.item.file_id, known.name, cases.DocumentKind.SUPPLEMENT, paper)
    clerk = Actor(ActorKind.SYSTEM, name=actor.name)
    made = cases.file_document(actor=clerk, at=at, case_id=case_id, document=document, slot=slot)
    uses = vault.to_usages([known.item], case_id=case.id, code=case.code or "", title=case.title)
    vault.record_uses(actor=SYSTEM, at=at, uses=uses)
    return Done(made.id, subject=("case", case_id), detail={"paper": paper, "item": str(item_id)})
