"""Desk pages for those who approve companies: requests, companies, their representatives."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.access import needs
from tinhso.core.clock import local
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.core.ui.forms import BadInput, read_date, written
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.services.companies import actions, queries, rules
from tinhso.services.companies.rules.told import person_row
from tinhso.services.companies.types import Proof, RequestDecided, RequestInvalid, RequestState
from tinhso.services.vault import api as vault

DECIDE = needs(identity.APPROVE_COMPANIES)
face = Face("desk", room="companies")
face.navigation("Tài khoản tổ chức", "companies.desk", access=DECIDE, order=86, icon="people", badge=queries.waiting)


@face.page("tai-khoan-to-chuc/", name="companies.desk", access=DECIDE)
def listed(request: PageRequest) -> HttpResponseBase:
    """Requests in one state, the oldest first."""
    asked = request.GET.get("trang_thai", "")
    state = RequestState(asked) if asked in RequestState.values else RequestState.ASKED
    page = queries.requests(actor=request.actor, state=state, after=request.GET.get("after"))
    context = {"rows": page.items, "state": state.value, "states": RequestState.choices, **page_links(request, page)}
    return render(request, "companies/desk_requests.html", context)


@face.page(
    "tai-khoan-to-chuc/de-nghi/<uuid:request_id>/",
    name="companies.desk_request",
    access=DECIDE,
    methods=("GET", "POST"),
)
def one(request: PageRequest, request_id: UUID) -> HttpResponseBase:
    """One request: the paper beside it, and the decision."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _decide(request, request_id)
        except RequestDecided as error:
            messages.warning(request, error.message)
            return redirect("companies.desk_request", request_id=request_id)
        except TinhSoError as error:
            errors = dict(error.fields) or {"proof": error.message}
    found = queries.access_request(actor=request.actor, request_id=request_id)
    trust = found.evidence.trust if found.evidence else None
    context = {
        "row": found,
        "state": RequestState(found.state),
        "kind": identity.CompanyKind(found.kind).label,
        "trust": vault.Trust(trust).label if trust else "",
        "proofs": [(proof.value, proof.label) for proof in Proof if rules.holds(proof, trust)],
        "chosen": request.POST.get("proof", ""),
        "reason": written(request.POST, "reason", 500),
        "errors": errors,
    }
    return render(request, "companies/desk_request.html", context, status=422 if errors else 200)


def _decide(request: PageRequest, request_id: UUID) -> HttpResponseBase:
    if request.POST.get("decision") == "refuse":
        reason = written(request.POST, "reason", 500)
        actions.refuse_request(actor=request.actor, at=request.at, request_id=request_id, reason=reason)
        messages.success(request, gettext("Đã trả lời người đề nghị."))
        return redirect("companies.desk")
    proof = request.POST.get("proof", "")
    if proof not in Proof.values:
        raise RequestInvalid(fields={"proof": gettext("Chọn căn cứ.")})
    made = actions.approve_request(actor=request.actor, at=request.at, request_id=request_id, proof=Proof(proof))
    messages.success(request, gettext("Đã mở tài khoản của {name}.").format(name=made.name))
    return redirect("companies.desk_company", company_id=made.id)


@face.page("tai-khoan-to-chuc/de-nghi/<uuid:request_id>/tep/", name="companies.desk_paper", access=DECIDE)
def paper(request: PageRequest, request_id: UUID) -> HttpResponseBase:
    """The paper that shows the right; its holder sees who looked. Raises ``NotFound`` where none was given."""
    found = queries.open_evidence(actor=request.actor, at=request.at, request_id=request_id)
    return files.file_response(found.file, inline=True)


@face.page("tai-khoan-to-chuc/danh-sach/", name="companies.desk_list", access=DECIDE)
def companies(request: PageRequest) -> HttpResponseBase:
    """Companies with an account, found by name or tax code."""
    text = written(request.GET, "q", 100)
    page = identity.companies(actor=request.actor, text=text, after=request.GET.get("after"))
    context = {"rows": page.items, "text": text, **page_links(request, page)}
    return render(request, "companies/desk_companies.html", context)


@face.page(
    "tai-khoan-to-chuc/<uuid:company_id>/", name="companies.desk_company", access=DECIDE, methods=("GET", "POST")
)
def company(request: PageRequest, company_id: UUID) -> HttpResponseBase:
    """One company with everybody who may act for it; another legal representative, closing it."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _change(request, company_id)
        if not errors:
            messages.success(request, gettext("Đã ghi."))
            return redirect("companies.desk_company", company_id=company_id)
    found = identity.company(company_id)
    if found is None:
        raise identity.CompanyNotFound
    today = local(request.at).date()
    rows = identity.representatives(actor=request.actor, company_id=company_id)
    context = {
        "company": found,
        "kind": identity.CompanyKind(found.kind).label,
        "rows": [person_row(row, today) for row in rows],
        "username": written(request.POST, "username", 60),
        "valid_from": request.POST.get("valid_from", f"{today:%d/%m/%Y}"),
        "errors": errors,
    }
    return render(request, "companies/desk_company.html", context, status=422 if errors else 200)


def _change(request: PageRequest, company_id: UUID) -> dict[str, str]:
    """Close the company or change who represents it by law; what is wrong, by field."""
    if request.POST.get("close"):
        identity.close_company(actor=request.actor, at=request.at, company_id=company_id)
        return {}
    try:
        identity.change_legal_representative(
            actor=request.actor, at=request.at, company_id=company_id, username=written(request.POST, "username", 60),
            valid_from=read_date(request.POST, "valid_from") or local(request.at).date(),
        )  # fmt: skip
    except BadInput as error:
        return {"valid_from": error.message}
    except identity.AccountNotFound:
        return {"username": gettext("Không có tài khoản công dân nào mang tên đăng nhập này.")}
    except TinhSoError as error:
        return dict(error.fields) or {"username": error.message}
    return {}
