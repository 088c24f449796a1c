"""True copies at the counter: the papers of a dossier, and one of them beside its text."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.access import OFFICIAL
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest
from tinhso.foundation.audit import api as audit
from tinhso.foundation.files import api as files
from tinhso.foundation.ocr import api as ocr
from tinhso.foundation.signing import api as signing
from tinhso.services.digitisation import actions, queries
from tinhso.services.digitisation.desk.face import COPYING, SCAN_KINDS, face, fields_shown, given_of, scan_context
from tinhso.services.digitisation.types import EntryInvalid, ScanState
from tinhso.services.vault import api as vault

_WIDEST = 1400


@face.page("so-hoa/ho-so/<uuid:case_id>/", name="digitisation.dossier", access=COPYING)
def dossier(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """The papers of a dossier: which are true copies already, which can become one, a field to scan another."""
    return _dossier(request, case_id, {})


def _dossier(request: PageRequest, case_id: UUID, errors: dict[str, str]) -> HttpResponseBase:
    case, papers = queries.dossier_papers(actor=request.actor, case_id=case_id)
    context = {
        "case": case,
        "rows": [_paper(one) for one in papers],
        "required": [(key, paper.name) for key, paper in queries.required_papers(case).items()],
        "installed": ocr.is_installed(),
        "accept": ".pdf,.jpg,.jpeg,.png,.webp",
        "max_mb": files.POLICY.max_bytes // 1024 // 1024,
        "paper": request.POST.get("paper", ""),
        "errors": errors,
    }
    return render(request, "digitisation/dossier.html", context, status=422 if errors else 200)


def _paper(one: queries.DossierPaper) -> dict[str, Any]:
    state = ScanState(one.scan.state) if one.scan else None
    return {
        "paper": one,
        "title": one.required.name,
        "kind": SCAN_KINDS[state] if state else "draft",
        "label": state.label
        if state == ScanState.SIGNED
        else gettext("Chờ đối chiếu")
        if state
        else gettext("Chưa số hóa"),
    }


@face.page("so-hoa/ho-so/<uuid:case_id>/quet/", name="digitisation.add", access=COPYING, methods=("POST",))
def add(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """Take a scan of another paper of the dossier."""
    upload = request.FILES.get("scan")
    if upload is None:
        return _dossier(request, case_id, {"scan": gettext("Chọn bản quét hoặc ảnh chụp.")})
    try:
        scan = actions.add_scan(
            actor=request.actor, at=request.at, case_id=case_id, paper_id=request.POST.get("paper", ""), upload=upload,
            name=upload.name or "",
        )  # fmt: skip
    except (files.FileRefused, files.ScannerUnavailable, ocr.NotAScan, ocr.ScanTooLarge) as error:
        return _dossier(request, case_id, {"scan": error.message})
    return redirect("digitisation.copy", scan_id=scan.id)


@face.page(
    "so-hoa/ho-so/<uuid:case_id>/<uuid:document_id>/", name="digitisation.begin", access=COPYING, methods=("POST",)
)
def begin(request: PageRequest, case_id: UUID, document_id: UUID) -> HttpResponseBase:
    """Take up a document that was handed in."""
    try:
        scan = actions.start_copy(actor=request.actor, at=request.at, case_id=case_id, document_id=document_id)
    except (ocr.NotAScan, ocr.ScanTooLarge) as error:
        messages.warning(request, error.message)
        return redirect("digitisation.dossier", case_id=case_id)
    return redirect("digitisation.copy", scan_id=scan.id)


@face.page("so-hoa/sao-y/<uuid:scan_id>/", name="digitisation.copy", access=COPYING, methods=("GET", "POST"))
def copy(request: PageRequest, scan_id: UUID) -> HttpResponseBase:
    """The picture beside what was read off it: the clerk corrects, confirms and signs."""
    scan = queries.access_copy(actor=request.actor, scan_id=scan_id)
    errors: dict[str, str] = {}
    given = None
    if request.method == "POST":
        given = given_of(request, scan.kind)
        try:
            actions.sign_copy(actor=request.actor, at=request.at, scan_id=scan_id, given=given)
        except EntryInvalid as error:
            errors = error.fields
        except TinhSoError as error:
            messages.error(request, error.message)
            return redirect("digitisation.copy", scan_id=scan_id)
        else:
            messages.success(request, gettext("Đã ký sao y và cất vào kho giấy tờ của người nộp."))
            return redirect("digitisation.copy", scan_id=scan_id)
    audit.record_read(actor=request.actor, at=request.at, subject=("scan", scan.id), purpose="digitisation.copy")
    proposal = queries.proposal_of(scan)
    done = scan.state == ScanState.SIGNED
    values = scan.values if done else given if given is not None else proposal.values
    context = {
        **scan_context(scan, proposal),
        "done": done,
        "title": vault.kind_name(scan.kind),
        "fields": fields_shown(scan.kind, values, errors, read=proposal.values),
        "errors": errors,
        "installed": ocr.is_installed(),
        "verify_url": signing.verification_url(scan.code) if scan.code else "",
        "by": queries.last_hand(scan),
    }
    template = "digitisation/copy_fields.html" if "HX-Request" in request.headers else "digitisation/copy.html"
    return render(request, template, context, status=422 if errors else 200)


@face.page("so-hoa/anh/<uuid:scan_id>/<int:number>/", name="digitisation.page", access=OFFICIAL)
def page_picture(request: PageRequest, scan_id: UUID, number: int) -> HttpResponseBase:
    """One page of a scan, straightened, for whoever works on it."""
    scan = queries.readable_scan(actor=request.actor, scan_id=scan_id)
    pages = ocr.pages_read(ocr.readings([scan.sha256]).get(scan.sha256))
    content = ocr.picture(scan.scan, number, pages, widest=_WIDEST)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


@face.page("so-hoa/ban-sao/<uuid:scan_id>/", name="digitisation.file", access=OFFICIAL)
def signed_file(request: PageRequest, scan_id: UUID) -> HttpResponseBase:
    """The signed true copy."""
    scan = queries.readable_scan(actor=request.actor, scan_id=scan_id)
    if scan.file is None:
        raise ocr.PageNotFound
    audit.record_read(actor=request.actor, at=request.at, subject=("scan", scan.id), purpose="digitisation.file")
    return files.file_response(scan.file, inline=True)
