"""Filing results and received papers in the vault of their holder, each once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tinhso.core.access import OFFICIAL, SYSTEM, SYSTEM_ONLY, Actor
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import Forbidden
from tinhso.engines.cases import api as cases
from tinhso.foundation.signing import api as signing
from tinhso.services.procedures import queries
from tinhso.services.procedures.models import SignedResult
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules import keeping
from tinhso.services.procedures.schema import RequiredPaper
from tinhso.services.procedures.types import ResultSigned
from tinhso.services.vault import api as vault

BATCH = 200


def keep_results(events: Sequence[ResultSigned], at: datetime) -> None:
    """File signed results in the vault of whom they were given to."""
    results = SignedResult.objects.filter(pk__in=[event.case_id for event in events]).select_related("case", "file")
    _deposit(at, (found for result in results if (found := _of_result(result))))


def keep_papers(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """File the papers of dossiers that were received: what a clerk has seen at the counter as checked, what was sent
    from afar as not checked.
    """
    received = [event.case_id for event in events if event.action != "file" and _receives(event)]
    for case in cases.Case.objects.filter(pk__in=received, code__isnull=False):
        if "procedure_version" in case.data:
            _deposit(at, _of_papers(case))


def _receives(event: cases.CaseChanged) -> bool:
    version_id = cases.Case.objects.values_list("version_id", flat=True).get(pk=event.case_id)
    chosen = cases.flow_of(version_id).action_by_id.get(event.action)
    return chosen is not None and "receive" in chosen.effects


def _deposit(at: datetime, papers: Iterable[vault.Deposit]) -> int:
    found = list(papers)
    if found:
        vault.deposit(actor=SYSTEM, at=at, papers=found)
    return len(found)


def source_of(result: SignedResult) -> str:
    """What a result is known by in the vault."""
    return f"result:{result.case_id}"


def _of_result(result: SignedResult) -> vault.Deposit | None:
    case = result.case
    holder = queries.holder_of(case)
    if holder is None:
        return None
    item = queries.procedure_of_case(case)
    answers = case.data["answers"]
    signed_date = local(result.signed_at).date()
    names = form_rules.context(answers, item.form, today=local(case.filed_at).date(), channel=case.channel)
    kind = keeping.kind_given(item, names)
    known = vault.paper_kinds().get(kind)
    document = signing.SignedDocument.objects.filter(code=result.verification_code).first()
    months = item.result.valid_months
    return vault.Deposit(
        source=source_of(result),
        holder=holder,
        kind=kind,
        title=item.result.name,
        file_id=result.file_id,
        origin=vault.Origin.RESULT,
        trust=vault.Trust.SIGNED,
        issuer=document.unit_name if document else "",
        number=result.number,
        issued_date=signed_date,
        valid_to=vault.months_after(signed_date, months) if months else None,
        verification_code=result.verification_code,
        company=keeping.company_of(item, answers),
        label=case.code or "",
        data=keeping.data_given(item, answers, known.fields) if known else {},
    )


def _of_papers(case: cases.Case) -> Iterator[vault.Deposit]:
    holder = queries.holder_of(case)
    if holder is None:
        return
    item = queries.procedure_of_case(case)
    papers = {paper.id: paper for paper in item.papers if keeping.kind_of_paper(paper)}
    given = cases.CaseDocument.objects.filter(case_id=case.id, kind=cases.DocumentKind.PAPER, paper__in=papers)
    documents = list(given.order_by("added_at", "id"))
    there = vault.items_of_files(document.file_id for document in documents)
    # A paper that came from the vault is there already; one that this dossier brought may become better.
    reused = {kept.file_id for kept in there if not kept.source.startswith("document:")}
    for document in documents:
        if document.file_id not in reused:
            paper = papers[document.paper]
            yield vault.Deposit(
                source=f"document:{document.id}",
                holder=holder,
                kind=keeping.kind_of_paper(paper),
                title=paper.name,
                file_id=document.file_id,
                origin=vault.Origin.DOSSIER,
                trust=_trust(case, paper),
                company=keeping.company_of(item, case.data["answers"]),
                label=case.code or "",
            )


def _trust(case: cases.Case, paper: RequiredPaper) -> vault.Trust:
    if case.channel != cases.Channel.COUNTER:
        return vault.Trust.UPLOADED
    return vault.Trust.COPY if paper.kind == "certified_copy" else vault.Trust.CHECKED


@action("procedures.check_paper", access=OFFICIAL)
def check_paper(*, actor: Actor, at: datetime, case_id: UUID, document_id: UUID) -> Done[None]:
    """Đã đối chiếu bản chính: a paper of a dossier in hand goes into the vault as checked by an official.

    Raises ``CaseNotFound``, and ``Forbidden`` for who does not handle the dossier or a paper of no kind.
    """
    case = cases.access_case(actor=actor, case_id=case_id)
    if not queries.handles(actor, case):
        raise Forbidden
    found = [paper for paper in _of_papers(case) if paper.source == f"document:{document_id}"]
    if not found:
        raise Forbidden
    checked = replace(found[0], trust=max(found[0].trust, vault.Trust.CHECKED))
    vault.deposit(actor=SYSTEM, at=at, papers=[checked])
    return Done(None, subject=("case", case_id), detail={"document": str(document_id)})


@action("procedures.keep_earlier_results", access=SYSTEM_ONLY)
def keep_earlier_results(*, actor: Actor, at: datetime, after: UUID | None = None) -> Done[tuple[int, UUID | None]]:
    """Cất kết quả đã có từ trước vào kho: one batch of ``BATCH``, in order of the dossiers' ids, each once.

    Returns how many were new and the dossier to go on after; None at the end.
    """
    results = SignedResult.objects.select_related("case", "file").order_by("case_id")
    batch = list((results.filter(case_id__gt=after) if after else results)[:BATCH])
    known = vault.sources_kept(source_of(result) for result in batch)
    fresh = [result for result in batch if source_of(result) not in known]
    kept = _deposit(at, (found for result in fresh if (found := _of_result(result))))
    onward = batch[-1].case_id if len(batch) == BATCH else None
    return Done((kept, onward), detail={"results": kept})
