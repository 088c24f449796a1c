"""Files of a dossier as answers to a request, and what follows when one is opened: the same for pages and the API."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponseBase, StreamingHttpResponse

from tinhso.core.access import Actor, ActorKind
from tinhso.core.clock import local
from tinhso.core.errors import NotFound
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit import api as audit
from tinhso.foundation.files import api as files
from tinhso.services.procedures import actions, queries
from tinhso.services.vault import api as vault


def document(
    *, actor: Actor, at: datetime, document_id: UUID, inline: bool = False, taken: bool = True
) -> HttpResponseBase:
    """A paper of a dossier. An official's reading is recorded: it is somebody else's data.

    Opening the result for the first time hands it over to its applicant, unless it is not ``taken``. Raises
    ``CaseNotFound``.
    """
    found = cases.access_document(actor=actor, document_id=document_id)
    response = files.file_response(found.file, inline=inline)
    if actor.kind is ActorKind.OFFICIAL:
        audit.record_read(actor=actor, at=at, subject=("case", found.case_id), purpose="procedures.document")
        kept = vault.items_of_files([found.file_id])
        vault.record_looks(actor=actor, at=at, items=kept, purpose="procedures.document")
    elif taken and found.kind == cases.DocumentKind.RESULT:
        actions.take_result(actor=actor, at=at, case=found.case)
    return response


def draft_file(*, actor: Actor, at: datetime, draft_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """A file of a draft of one's own, to look at. An official's or a helper's look at a paper of the vault is recorded.

    Raises ``DraftNotFound``.
    """
    paper = queries.draft_paper(actor=actor, draft_id=draft_id, paper_id=paper_id)
    if paper.item is not None and actions.looks_at_others(actor):
        vault.record_looks(actor=actor, at=at, items=[paper.item], purpose="procedures.document")
    return files.file_response(paper.file, inline=True)


def issued_form(*, actor: Actor, at: datetime, case_id: UUID, template_id: str, seq: str = "") -> HttpResponseBase:
    """A paper form that an action of the dossier has issued; typeset on the spot while the worker has not filed it yet.

    ``seq`` is the number of the action where a form was issued more than once; the last one otherwise. Raises
    ``NotFound``.
    """
    view = cases.case_view(actor=actor, case_id=case_id, at=at)
    issued = [
        pair for pair in queries.issued_forms(view) if pair[1].id == template_id and seq in ("", str(pair[0].seq))
    ]
    if not issued:
        raise NotFound
    event, template = issued[-1]
    filed = next((one for one in view.documents if one.slot == f"form:{event.seq}"), None)
    if filed is not None:
        return files.file_response(filed.file, inline=True)
    content = actions.render_paper_form(view.case, template, event, event.at)
    return files.pdf_response(content, name=f"{view.case.code}-{template.number}.pdf")


def preview(*, actor: Actor, at: datetime, case_id: UUID, text: str = "") -> HttpResponseBase:
    """The result as it would look, marked as a draft: ``text``, else the text kept, else as its template says.

    Raises ``CaseNotFound``; ``NotFound`` for a request for an opinion or a linked dossier, which have no result of
    their own; ``NoTemplate``.
    """
    case = cases.access_case(actor=actor, case_id=case_id)
    if cases.is_consultation(case) or case.settings.get("parts"):
        raise NotFound
    words = text or case.notes.get("draft") or actions.draft_of_result(case, at)
    content = actions.preview_result(case, text=words, at=at)
    return files.pdf_response(content, name=f"{case.code}-du-thao.pdf")


def table(*, actor: Actor, at: datetime, text: str = "", state: str = "", type_code: str = "") -> HttpResponseBase:
    """Every dossier that a search finds as one CSV file, without personal data, sent as it is read: a million take no
    more memory than ten.
    """
    pieces = cases.read_out(actor=actor, text=text, state=state, type_code=type_code)
    headers = {"Content-Disposition": f'attachment; filename="ho-so-{local(at):%Y%m%d-%H%M}.csv"'}
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)
