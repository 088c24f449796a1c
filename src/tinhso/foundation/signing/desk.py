"""The register of signed documents, for those who may withdraw one."""

from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_noop

from tinhso.core.access import needs
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import Face, PageRequest
from tinhso.foundation.signing.api import access_document, list_documents, revoke_document

face = Face("desk", room="signing")
_STATUS_REFUSED = 422


@face.page("van-ban-da-ky/", name="signing.documents", access=needs("signing.revoke"))
def documents(request: PageRequest) -> HttpResponseBase:
    """Signed documents, newest first, found by code or number."""
    text = request.GET.get("q", "")
    page = list_documents(actor=request.actor, text=text, after=request.GET.get("after"))
    return render(request, "signing/documents.html", {"page": page, "text": text})


@face.page(
    "van-ban-da-ky/<uuid:document_id>/",
    name="signing.document",
    access=needs("signing.revoke"),
    methods=("GET", "POST"),
)
def document(request: PageRequest, document_id: UUID) -> HttpResponseBase:
    """One signed document; posting a reason withdraws it."""
    found = access_document(actor=request.actor, document_id=document_id)
    errors: dict[str, str] = {}
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            revoke_document(actor=request.actor, at=request.at, document_id=document_id, reason=reason)
            return HttpResponseRedirect(reverse("signing.document", args=[document_id]))
        except TinhSoError as error:
            errors = {"reason": error.message}
    context = {"document": found, "errors": errors, "reason": reason}
    return render(request, "signing/document.html", context, status=_STATUS_REFUSED if errors else 200)


face.navigation(
    gettext_noop("Văn bản đã ký"), "signing.documents", access=needs("signing.revoke"), order=80, icon="stamp"
)
