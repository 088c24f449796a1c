"""Papers of dossiers that are digitised at the counter."""

from dataclasses import dataclass
from uuid import UUID

from tinhso.core.access import Actor
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.digitisation.models import Scan
from tinhso.services.digitisation.queries.kinds import digitised_kinds
from tinhso.services.digitisation.types import COPY, ScanNotFound
from tinhso.services.procedures import api as procedures


@dataclass(frozen=True, slots=True)
class DossierPaper:
    """A document of a dossier that can be digitised, the paper that it answers, its scan where it was begun."""

    case: cases.Case
    document: cases.CaseDocument
    required: procedures.RequiredPaper
    kind: str
    scan: Scan | None = None


def required_papers(case: cases.Case) -> dict[str, procedures.RequiredPaper]:
    """The papers of a dossier's procedure that are of one kind which is digitised, by id."""
    known = digitised_kinds()
    papers = procedures.procedure_of_case(case).papers
    return {paper.id: paper for paper in papers if procedures.kind_of_paper(paper) in known}


def _is_dossier(case: cases.Case) -> bool:
    return "procedure_version" in case.data and not cases.is_consultation(case)


def _access_dossier(actor: Actor, case_id: UUID) -> cases.Case:
    case = cases.access_case(actor=actor, case_id=case_id)
    if not _is_dossier(case) or not may_copy(actor, case):
        raise cases.CaseNotFound
    return case


def may_copy(actor: Actor, case: cases.Case) -> bool:
    """Whether an official makes true copies of the papers of a dossier: one that the own units have in hand."""
    return _is_dossier(case) and any(actor.can(COPY, unit_id=unit_id) for unit_id in case.involved)


def papers_of_dossier(case: cases.Case) -> list[DossierPaper]:
    """The documents of a dossier that can be digitised, in the order in which they came. Two queries."""
    required = required_papers(case)
    if not required:
        return []
    given = cases.CaseDocument.objects.filter(case_id=case.id, kind=cases.DocumentKind.PAPER, paper__in=required)
    documents = list(given.select_related("file").order_by("added_at", "id"))
    begun = {scan.document_id: scan for scan in Scan.objects.filter(case_id=case.id).select_related("file")}
    return [_paper(case, one, required, begun.get(one.id)) for one in documents]


def _paper(
    case: cases.Case, document: cases.CaseDocument, required: dict[str, procedures.RequiredPaper], scan: Scan | None
) -> DossierPaper:
    paper = required[document.paper]
    return DossierPaper(case, document, paper, procedures.kind_of_paper(paper), scan)


def dossier_papers(*, actor: Actor, case_id: UUID) -> tuple[cases.Case, list[DossierPaper]]:
    """A dossier in hand with its papers that can be digitised. Raises ``CaseNotFound``."""
    case = _access_dossier(actor, case_id)
    return case, papers_of_dossier(case)


def access_paper(*, actor: Actor, case_id: UUID, document_id: UUID, lock: bool = False) -> DossierPaper:
    """One document of a dossier in hand. Raises ``CaseNotFound``, ``ScanNotFound`` where it is not digitised.

    ``lock`` holds its file, so that two who begin at once begin one scan.
    """
    case = _access_dossier(actor, case_id)
    found = next((one for one in papers_of_dossier(case) if one.document.id == document_id), None)
    if found is None:
        raise ScanNotFound
    if lock:
        files.StoredFile.objects.select_for_update().get(pk=found.document.file_id)
    return found


def access_required(*, actor: Actor, case_id: UUID, paper_id: str) -> procedures.RequiredPaper:
    """One paper of the procedure of a dossier in hand. Raises ``CaseNotFound``, ``ScanNotFound``."""
    found = required_papers(_access_dossier(actor, case_id)).get(paper_id)
    if found is None:
        raise ScanNotFound
    return found


def access_copy(*, actor: Actor, scan_id: UUID, lock: bool = False) -> Scan:
    """A scan of a dossier in hand. Raises ``ScanNotFound``."""
    scans = Scan.objects.select_for_update(of=("self",)) if lock else Scan.objects
    scan = scans.select_related("case", "scan", "unit", "file").filter(pk=scan_id, case__isnull=False).first()
    if scan is None or scan.case is None or not may_copy(actor, scan.case):
        raise ScanNotFound
    return scan
