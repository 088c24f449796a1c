"""Xác minh: anybody enters a code, follows a QR, or drops a PDF, and learns whether the document is genuine."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tinhso.core.access import PUBLIC
from tinhso.core.actions import origin
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import Face, PageRequest
from tinhso.core.limits import hit
from tinhso.foundation.files.api import POLICY
from tinhso.foundation.signing.api import (
    DocumentNotFound,
    revocation_lists,
    root_certificate,
    verify_code,
    verify_upload,
)

face = Face("portal", room="signing")
_CODES, _FILES, _SECONDS = 30, 10, 60
_STATUS_REFUSED, _STATUS_MISSING = 422, 404


def _limit(what: str, tries: int) -> None:
    hit(f"signing.{what}:{origin.get().address}", tries, _SECONDS)


def _page(request: PageRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    values = {"accept": ".pdf,application/pdf", "max_mb": POLICY.max_bytes // 1024 // 1024, **context}
    return render(request, "signing/verify.html", values, status=status)


@face.page("xac-minh/", name="signing.verify", access=PUBLIC, methods=("GET", "POST"))
def verify(request: PageRequest) -> HttpResponseBase:
    """The form, and the answer to a file. The file is looked at and forgotten."""
    if request.method != "POST":
        return _page(request)
    _limit("files", _FILES)
    upload = request.FILES.get("document")
    code = request.POST.get("code", "").strip()
    if not isinstance(upload, UploadedFile):
        if code:
            return HttpResponseRedirect(reverse("signing.verify_code", args=[code.replace("/", "")[:40]]))
        return _page(
            request, errors={"code": gettext("Xin nhập mã xác minh hoặc chọn tệp PDF.")}, status=_STATUS_REFUSED
        )
    try:
        return _page(request, verdict=verify_upload(upload), name=upload.name)
    except TinhSoError as error:
        return _page(request, errors={"document": error.message}, status=_STATUS_REFUSED)


@face.page("xac-minh/<str:code>/", name="signing.verify_code", access=PUBLIC)
def verify_by_code(request: PageRequest, code: str) -> HttpResponseBase:
    """The answer to a code: where the QR of a printed document leads."""
    _limit("codes", _CODES)
    try:
        return _page(request, verdict=verify_code(code), code=code)
    except DocumentNotFound as error:
        return _page(request, errors={"code": error.message}, code=code, status=_STATUS_MISSING)


@face.page("xac-minh/issuing.crl", name="signing.issuing_crl", access=PUBLIC)
def issuing_list(_request: PageRequest) -> HttpResponseBase:
    """The revocation list of the issuing authority (RFC 5280), named in every certificate."""
    return HttpResponse(revocation_lists()[0], content_type="application/pkix-crl")


@face.page("xac-minh/root.crl", name="signing.root_crl", access=PUBLIC)
def root_list(_request: PageRequest) -> HttpResponseBase:
    """The revocation list of the root."""
    return HttpResponse(revocation_lists()[1], content_type="application/pkix-crl")


@face.page("xac-minh/chung-thu-goc.pem", name="signing.root", access=PUBLIC)
def root(_request: PageRequest) -> HttpResponseBase:
    """The root certificate, for those who check signatures with other programs."""
    return HttpResponse(
        root_certificate(),
        content_type="application/x-pem-file",
        headers={"Content-Disposition": 'attachment; filename="tinhso-root.pem"'},
    )


face.navigation(gettext_noop("Xác minh văn bản"), "signing.verify", access=PUBLIC, order=60, icon="shield")
