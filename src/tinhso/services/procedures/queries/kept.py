"""What the vault holds for a dossier: whose papers may be used, which fit which paper, what forms begin with."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tinhso.core.access import SYSTEM, Actor, ActorKind
from tinhso.core.clock import local
from tinhso.core.text import fold
from tinhso.engines.cases import api as cases
from tinhso.foundation.identity import api as identity
from tinhso.services.procedures.models import Draft, DraftPaper
from tinhso.services.procedures.queries.dossiers import procedure_of_case
from tinhso.services.procedures.rules import keeping
from tinhso.services.procedures.schema import ProcedureObject
from tinhso.services.vault import api as vault

Kept = Mapping[str, list[vault.Item]]


def answer_of_prefill(item: ProcedureObject, answers: Mapping[str, Any], prefill: str) -> str:
    """The answer to the question that asks for a datum of the applicant; empty where there is none."""
    return next(
        (str(answers[q.id]) for _, q in item.form.questions() if q.prefill == prefill and answers.get(q.id)), ""
    )


def numbers_named(item: ProcedureObject, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The số định danh of everybody whom the answers of a form name, in its order, those of its rows too."""
    found: list[str] = []
    for _, question in item.form.questions():
        given = answers.get(question.id)
        if question.type == "person_id" and given:
            found.append(str(given))
        elif question.type == "group":
            inner = [each.id for each in question.questions if each.type == "person_id"]
            found += [str(row[name]) for row in given or () for name in inner if row.get(name)]
    return tuple(dict.fromkeys(found))


def _by_number(item: ProcedureObject, answers: Mapping[str, Any]) -> vault.Holder | None:
    """Who has the number that a clerk read from the identity paper."""
    key = identity.person_key(answer_of_prefill(item, answers, "account.person_id"))
    return vault.Holder(person_key=key) if key else None


def holder_of(case: cases.Case) -> vault.Holder | None:
    """In whose vault the papers of a dossier belong; None for one without an account that did not come to a counter."""
    if case.applicant_id is not None:
        return vault.Holder(account_id=case.applicant_id)
    if case.channel != cases.Channel.COUNTER:
        return None
    return _by_number(procedure_of_case(case), case.data["answers"])


def holders_of_draft(actor: Actor, draft: Draft, item: ProcedureObject) -> list[vault.Holder]:
    """Whose papers a draft may take: one's own; at the counter those of the person who stands there, and of the account
    that confirmed a mandate.
    """
    if draft.mandate is not None and draft.mandate.at_home:
        return [vault.Holder(account_id=draft.mandate.account_id)] if draft.mandate.account_id else []
    if not draft.at_counter:
        return [vault.Holder(account_id=draft.account_id)] if actor.kind is ActorKind.CITIZEN else []
    by_number = _by_number(item, draft.answers)
    mandate = draft.mandate
    whose = [by_number] if by_number else []
    if (
        by_number and mandate and mandate.account_id and mandate.confirmed_at and mandate.ended_at is None
        and bytes(mandate.grantor_key or b"") == by_number.person_key
    ):  # fmt: skip
        whose.append(vault.Holder(account_id=mandate.account_id))
    return whose


def fitting(
    holders: Collection[vault.Holder],
    item: ProcedureObject,
    papers: Iterable[str],
    answers: Mapping[str, Any],
    day: date,
) -> dict[str, list[vault.Item]]:
    """The papers of the vault that fit these papers of a procedure, by paper, the most trusted first. One query."""
    wanted = set(papers)
    accepted = {paper.id: paper.accepts for paper in item.papers if paper.id in wanted and paper.accepts}
    kinds = {kind for accepts in accepted.values() for kind in accepts}
    found = vault.usable_items(holders, kinds, day, company=keeping.company_of(item, answers))
    fits = {paper: [one for kind in accepts for one in found.get(kind, ())] for paper, accepts in accepted.items()}
    return {paper: items for paper, items in fits.items() if items}


def handles(actor: Actor, case: cases.Case) -> bool:
    """Whether an official receives or decides on a dossier, and does not merely read it."""
    subject = case.settings["type_code"]
    return any(
        actor.can(permission, unit_id=unit_id, subject=subject)
        for permission in ("cases.act", "cases.receive")
        for unit_id in case.involved
    )


def unchecked_documents(case: cases.Case, documents: Iterable[cases.CaseDocument]) -> set[UUID]:
    """The papers of a dossier that belong into the vault and that no official has compared with the original yet."""
    kinds = {paper.id for paper in procedure_of_case(case).papers if keeping.kind_of_paper(paper)}
    papers = [d for d in documents if d.paper in kinds and d.kind == cases.DocumentKind.PAPER]
    if not papers or holder_of(case) is None:
        return set()
    sure = {
        item.sha256 for item in vault.items_of_files(d.file_id for d in papers) if item.trust > vault.Trust.UPLOADED
    }
    return {document.id for document in papers if document.file.sha256 not in sure}


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A paper of a procedure that the vault of a dossier's applicant holds and that somebody vouches for."""

    paper: str
    name: str
    name_en: str
    item: vault.Item

    def is_named_in(self, names: Iterable[str]) -> bool:
        """Whether a request for papers names it, whatever the case and the accents."""
        own = {fold(self.name), fold(self.name_en), fold(vault.kind_name(self.item.kind))}
        return any(fold(name) in own for name in names)


def known_papers(case: cases.Case, at: datetime) -> list[KnownPaper]:
    """What need not be asked for in a dossier: the most trusted paper of the vault for each paper of the procedure that
    has one, except those whose bytes the dossier has already.
    """
    holder = holder_of(case) if "procedure_version" in case.data else None
    if holder is None:
        return []
    item, today = procedure_of_case(case), local(at).date()
    fits = fitting([holder], item, (paper.id for paper in item.papers), case.data["answers"], today)
    there = (
        set(cases.CaseDocument.objects.filter(case_id=case.id).values_list("file__sha256", flat=True))
        if fits
        else set()
    )
    found = []
    for paper in item.papers:
        sure = [one for one in fits.get(paper.id, ()) if vault.stands_in(one, today) and one.sha256 not in there]
        found += [KnownPaper(paper.id, paper.name, paper.name_en, one) for one in sure[:1]]
    return found


def kept_for_supplement(case: cases.Case, titles: Iterable[str], at: datetime) -> dict[str, list[vault.Item]]:
    """The papers of the applicant's vault that fit the papers asked for in a supplement, by title as it was asked."""
    holder = holder_of(case) if "procedure_version" in case.data else None
    if holder is None:
        return {}
    item = procedure_of_case(case)
    asked = {title: paper.id for title in titles for paper in item.papers if fold(paper.name) == fold(title)}
    fits = fitting([holder], item, asked.values(), case.data["answers"], local(at).date())
    return {title: fits[paper] for title, paper in asked.items() if paper in fits}


def papers_of_draft(actor: Actor, draft: Draft, item: ProcedureObject, day: date) -> list[DraftPaper]:
    """The files of a draft in order. A paper of the vault that is no longer good is left out, and one of somebody else:
    at the counter the number may have been corrected.
    """
    rows = DraftPaper.objects.filter(draft=draft).select_related("file", "item").order_by("added_at", "id")
    whose = holders_of_draft(actor, draft, item)
    return [row for row in rows if row.item is None or _is_good(row.item, whose, day)]


def _is_good(item: vault.Item, whose: Collection[vault.Holder], day: date) -> bool:
    return vault.holder_of(item) in whose and item.removed_at is None and vault.is_usable(item, day)


def prefilled(actor: Actor, item: ProcedureObject, day: date) -> dict[str, Any]:
    """What the platform knows already of a citizen, put into the questions that ask for it: of the account, and of the
    one paper of a kind that the vault holds.
    """
    if actor.account_id is None or actor.kind is not ActorKind.CITIZEN:
        return {}
    # A company asks by a person, who signs the form; whom somebody helps at home asks for themselves.
    helped = actor.mandate_id is not None
    account = identity.account_info(actor.account_id if helped else identity.person_id_of(actor))
    known = {
        "account.name": account.full_name,
        "account.person_id": identity.person_id_for(actor=SYSTEM if helped else actor, account_id=account.id),
        "account.phone": account.phone,
        "account.email": account.email,
    }
    wanted = {q.prefill for _step, q in item.form.questions() if q.prefill}
    kinds = {source.split(".")[1] for source in wanted if source.startswith("vault.")}
    for kind, papers in vault.usable_items([vault.Holder(account_id=actor.account_id)], kinds, day).items():
        if len(papers) == 1:
            known |= {f"vault.{kind}.{name}": value for name, value in papers[0].data.items()}
    filled = {q.id: known[q.prefill] for _, q in item.form.questions() if q.prefill and known.get(q.prefill)}
    company = identity.company(actor.account_id) if actor.behind_id and not helped else None
    asked = next((q.id for _, q in item.form.questions() if q.type == "company_id"), None)
    return {**filled, asked: company.tax_code} if company and asked else filled
