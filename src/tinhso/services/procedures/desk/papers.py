"""Files of a dossier for officials: papers handed in, forms issued, the draft of the result."""

from uuid import UUID

from django.http import HttpResponseBase

from tinhso.core.errors import NotFound
from tinhso.core.faces import PageRequest
from tinhso.engines.cases import api as cases
from tinhso.foundation.audit import api as audit
from tinhso.foundation.files import api as files
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.desk.face import READ, face

LONGEST_TEXT = 100_000


@face.page("giay-to/<uuid:document_id>/", name="procedures.desk_document", access=READ)
def document(request: PageRequest, document_id: UUID) -> HttpResponseBase:
    """A file of a dossier, shown in the browser where it can be; ``?tai`` saves it."""
    found = cases.access_document(actor=request.actor, document_id=document_id)
    audit.record_read(
        actor=request.actor, at=request.at, subject=("case", found.case_id), purpose="procedures.document"
    )
    return files.file_response(found.file, inline="tai" not in request.GET)


@face.page("ho-so/<uuid:case_id>/phieu/<str:template_id>/", name="procedures.desk_form", access=READ)
def form(request: PageRequest, case_id: UUID, template_id: str) -> HttpResponseBase:
    """A paper form that an action of the dossier has issued; typeset on the spot while the worker has not filed it yet.

    ``?lan`` is the number of the action where a form was issued more than once; the last one otherwise.
    """
    view = cases.case_view(actor=request.actor, case_id=case_id, at=request.at)
    asked = request.GET.get("lan", "")
    issued = [
        event
        for event in view.events
        if (action := view.flow.action_by_id.get(event.action))
        and action.paper_form == template_id
        and asked in ("", str(event.seq))
    ]
    template = queries.paper_form(template_id)
    if not issued or template is None:
        raise NotFound
    event = issued[-1]
    filed = next((d for d in view.documents if d.slot == f"form:{event.seq}"), None)
    if filed is not None:
        return files.file_response(filed.file, inline=True)
    content = actions.render_paper_form(view.case, template, event, event.at)
    return files.pdf_response(content, name=f"{view.case.code}-{template.number}.pdf")


@face.page("ho-so/<uuid:case_id>/du-thao/", name="procedures.desk_preview", access=READ, methods=("GET", "POST"))
def preview(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """The result as it would look, marked as a draft: the text sent, else the text kept, else as its template says."""
    case = cases.access_case(actor=request.actor, case_id=case_id)
    text = (
        request.POST.get("text", "")[:LONGEST_TEXT]
        or case.notes.get("draft")
        or actions.draft_of_result(case, request.at)
    )
    content = actions.preview_result(case, text=text, at=request.at)
    return files.pdf_response(content, name=f"{case.code}-du-thao.pdf")
