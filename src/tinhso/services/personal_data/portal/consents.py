"""Consent, purpose by purpose: given, shown, withdrawn; for a child by parent or guardian."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.access import CITIZEN
from tinhso.core.clock import local
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.ui.forms import BadInput, as_number, as_uuid, read_date, written
from tinhso.services.personal_data import actions, queries
from tinhso.services.personal_data.portal.face import face
from tinhso.services.personal_data.types import ConsentNotFound, ConsentWay


@face.page("du-lieu/dong-y/", name="personal_data.consents", access=CITIZEN, methods=("GET", "POST"))
def consents(request: PageRequest) -> HttpResponseBase:
    """Every purpose that asks for consent, with what one said to it; and all that one ever said."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _write(request)
        except (TinhSoError, BadInput) as error:
            errors = dict.fromkeys(error.fields, error.message) or {"purpose": error.message}
        else:
            messages.success(request, gettext("Đã ghi."))
            return redirect("personal_data.consents")
    day = local(request.at).date()
    page = queries.own_consents(actor=request.actor, after=request.GET.get("after") or None)
    known = queries.processings()
    context = {
        "purposes": queries.purposes(actor=request.actor, day=day),
        "history": [
            (row, named(known[row.purpose]) if row.purpose in known else row.purpose, ConsentWay(row.way).label)
            for row in page.items
        ],
        "asked": request.POST,
        "errors": errors,
        **page_links(request, page),
    }
    return render(request, "personal_data/portal/consents.html", context, status=422 if errors else 200)


def _write(request: PageRequest) -> None:
    data = request.POST
    if "withdraw" in data:
        consent_id = as_uuid(data["withdraw"])
        if consent_id is None:
            raise ConsentNotFound
        actions.withdraw_consent(actor=request.actor, at=request.at, consent_id=consent_id)
        return
    for_child = "child" in data
    actions.give_consent(
        actor=request.actor,
        at=request.at,
        purpose=written(data, "purpose", 120),
        version=as_number(data.get("version", "")) or 0,
        way=ConsentWay.WEB,
        child_name=written(data, "child_name", 250) if for_child else "",
        for_child=for_child,
        child_born=read_date(data, "child_born") if for_child else None,
    )
