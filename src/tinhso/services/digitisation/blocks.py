"""What a dossier's page shows of this room: papers that can be digitised, and what became of them."""

from typing import Any

from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.services.digitisation import queries


def copies_block(request: PageRequest, view: cases.CaseView) -> dict[str, Any]:
    """The block of one dossier, for who makes true copies of it; nothing where no paper of it is digitised."""
    if not queries.may_copy(request.actor, view.case) or not queries.required_papers(view.case):
        return {}
    papers = queries.papers_of_dossier(view.case)
    signed = sum(1 for one in papers if one.scan is not None and one.scan.file_id)
    return {"case": view.case, "total": len(papers), "signed": signed}
