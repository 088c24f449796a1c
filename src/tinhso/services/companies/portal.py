"""Citizens' pages: the companies one may act for, asking for a company's account, who represents it."""

from datetime import date
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.access import CITIZEN, Right
from tinhso.core.clock import local
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import Face, PageRequest
from tinhso.core.ui.forms import BadInput, as_uuid, read_date, written
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.services.companies import actions, queries
from tinhso.services.companies.rules.told import RIGHTS, person_row, rights_text
from tinhso.services.companies.types import RequestInvalid, RequestState, RequestThere

face = Face("portal", room="companies")
face.navigation("Tổ chức", "companies.own", access=CITIZEN, order=56, icon="people")

MB: Final = 1024 * 1024
STATES: Final = {RequestState.ASKED: "waiting", RequestState.APPROVED: "done", RequestState.REFUSED: "refused"}


@face.page("to-chuc/", name="companies.own", access=CITIZEN)
def own(request: PageRequest) -> HttpResponseBase:
    """The companies that one may act for, each one tap away, and the requests one made."""
    rows = [
        {"one": one, "rights": rights_text(one.rights), "current": one.company.id == request.actor.account_id}
        for one in identity.mandated(actor=request.actor, at=request.at)
    ]
    asked = [
        {"request": row, "kind": STATES[RequestState(row.state)], "label": RequestState(row.state).label}
        for row in queries.own_requests(actor=request.actor)
    ]
    context = {"rows": rows, "asked": asked, "may_manage": _manages(request)}
    return render(request, "companies/own.html", context)


def _manages(request: PageRequest) -> bool:
    return request.actor.behind_id is not None and request.actor.may(Right.MANAGE)


@face.page("to-chuc/dang-ky/", name="companies.ask", access=CITIZEN, methods=("GET", "POST"))
def ask(request: PageRequest) -> HttpResponseBase:
    """Ask for the account of a company that one represents by law."""
    given = {name: written(request.POST, name, 200) for name in ("tax_code", "name", "kind", "email", "evidence")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            actions.ask_company(
                actor=request.actor, at=request.at, tax_code=given["tax_code"], name=given["name"],
                kind=given["kind"], email=given["email"], evidence_id=as_uuid(given["evidence"]), upload=upload,
                file_name=(upload.name or "") if upload else "",
            )  # fmt: skip
        except (RequestInvalid, RequestThere, identity.TaxCodeTaken) as error:
            errors = dict(error.fields)
        except (files.FileRefused, files.ScannerUnavailable) as error:
            errors = {"file": error.message}
        else:
            messages.success(request, gettext("Đã gửi đề nghị. Kết quả được báo ở mục Thông báo."))
            return redirect("companies.own")
    context = {
        "given": given,
        "errors": errors,
        "kinds": identity.CompanyKind.choices,
        "papers": [(str(item.id), item.title) for item in queries.certificates(request.actor)],
        "accept": files.POLICY.accept_attribute,
        "max_mb": files.POLICY.max_bytes // MB,
        "acting": request.actor.behind_id is not None,
    }
    return render(request, "companies/ask.html", context, status=422 if errors else 200)


@face.page("to-chuc/thoi/<uuid:company_id>/", name="companies.leave", access=CITIZEN, methods=("POST",))
def leave(request: PageRequest, company_id: UUID) -> HttpResponseBase:
    """Give up representing a company."""
    identity.leave_company(actor=request.actor, at=request.at, company_id=company_id)
    identity.stop_acting(request, f"company:{company_id}")
    messages.success(request, gettext("Ông/bà không còn làm thay tổ chức này."))
    return redirect("companies.own")


@face.page("to-chuc/dai-dien/", name="companies.representatives", access=CITIZEN, methods=("GET", "POST"))
def representatives(request: PageRequest) -> HttpResponseBase:
    """Who may act for the company that one acts for, who could before; giving the right to one more."""
    company_id = identity.account_id_of(request.actor)
    company = identity.company(company_id)
    if company is None:
        return redirect("companies.own")
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _add(request)
        if not errors:
            messages.success(request, gettext("Đã giao quyền. Người được giao thấy tổ chức ở mục Tổ chức của tôi."))
            return redirect("companies.representatives")
    today = local(request.at).date()
    people = identity.representatives(actor=request.actor, company_id=company_id)
    context = {
        "company": company,
        "rows": [person_row(row, today) for row in people],
        "may_manage": _manages(request),
        "rights": [(right.value, gettext(RIGHTS[right])) for right in Right if right is not Right.SEE],
        "given": {"username": written(request.POST, "username", 60), "rights": request.POST.getlist("rights")},
        "dates": {
            "valid_from": request.POST.get("valid_from", f"{today:%d/%m/%Y}"),
            "valid_to": request.POST.get("valid_to", ""),
        },
        "errors": errors,
    }
    return render(request, "companies/representatives.html", context, status=422 if errors else 200)


def _add(request: PageRequest) -> dict[str, str]:
    """Give the right to the person named; what is wrong, by field."""
    try:
        valid_from = read_date(request.POST, "valid_from") or local(request.at).date()
        last = read_date(request.POST, "valid_to")
    except BadInput as error:
        return {"valid_to": error.message}
    rights = frozenset(Right(each) for each in request.POST.getlist("rights") if each in set(Right))
    try:
        actions.add_representative(
            actor=request.actor, at=request.at, username=written(request.POST, "username", 60), rights=rights,
            valid_from=valid_from, valid_to=date.fromordinal(last.toordinal() + 1) if last else None,
        )  # fmt: skip
    except identity.AccountNotFound:
        return {"username": gettext("Không có tài khoản công dân nào mang tên đăng nhập này.")}
    except identity.RepresentsAlready as error:
        return {"username": error.message}
    except TinhSoError as error:
        return dict(error.fields) or {"username": error.message}
    return {}


@face.page(
    "to-chuc/dai-dien/<uuid:representative_id>/thu-hoi/", name="companies.end", access=CITIZEN, methods=("POST",)
)
def end(request: PageRequest, representative_id: UUID) -> HttpResponseBase:
    """Take the right back, at once."""
    identity.end_representative(actor=request.actor, at=request.at, representative_id=representative_id)
    messages.success(request, gettext("Đã thu hồi. Người đó không còn mở được gì của tổ chức."))
    return redirect("companies.representatives")
