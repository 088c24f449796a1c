"""Files of a dossier for officials: papers handed in, forms issued, the draft of the result."""

from uuid import UUID

from django.http import HttpResponseBase

from tinhso.core.faces import PageRequest
from tinhso.services.procedures import serving
from tinhso.services.procedures.desk.face import READ, face

LONGEST_TEXT = 100_000


@face.page("giay-to/<uuid:document_id>/", name="procedures.desk_document", access=READ)
def document(request: PageRequest, document_id: UUID) -> HttpResponseBase:
    """A file of a dossier, shown in the browser where it can be; ``?tai`` saves it."""
    return serving.document(
        actor=request.actor, at=request.at, document_id=document_id, inline="tai" not in request.GET
    )


@face.page("ho-so/<uuid:case_id>/phieu/<str:template_id>/", name="procedures.desk_form", access=READ)
def form(request: PageRequest, case_id: UUID, template_id: str) -> HttpResponseBase:
    """A paper form that an action of the dossier has issued; ``?lan`` is the number of the action."""
    return serving.issued_form(
        actor=request.actor, at=request.at, case_id=case_id, template_id=template_id, seq=request.GET.get("lan", "")
    )


@face.page("ho-so/<uuid:case_id>/du-thao/", name="procedures.desk_preview", access=READ, methods=("GET", "POST"))
def preview(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """The result as it would look, marked as a draft: the text sent, else the text kept, else as its template says."""
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    return serving.preview(actor=request.actor, at=request.at, case_id=case_id, text=text)
