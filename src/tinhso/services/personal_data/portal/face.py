"""What the citizens' pages share: the face, the first page, what is done with data at all."""

from typing import Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_noop

from tinhso.core.access import CITIZEN, PUBLIC
from tinhso.core.clock import local
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import named
from tinhso.foundation.identity import api as identity
from tinhso.services.personal_data import queries
from tinhso.services.personal_data.types import Basis

face = Face("portal", room="personal_data")
face.navigation(gettext_noop("Dữ liệu của tôi"), "personal_data.home", access=CITIZEN, order=26, icon="lock")

#: How the national status of a request's case is drawn.
KINDS: Final = {
    "1": "new",
    "2": "running",
    "4": "running",
    "5": "waiting",
    "7": "stopped",
    "8": "refused",
    "10": "done",
}


@face.page("du-lieu/", name="personal_data.home", access=CITIZEN)
def home(request: PageRequest) -> HttpResponseBase:
    """What one may see and do about one's data."""
    account_id = identity.account_id_of(request.actor)
    shown = queries.looks(actor=request.actor, span=queries.Span(), limit=5)
    purposes = queries.purposes(actor=request.actor, day=local(request.at).date())
    own = queries.own_requests(actor=request.actor, limit=5)
    context = {
        "looks": shown.items,
        "requests": [(row, named(row.state), KINDS.get(row.case.status, "unknown")) for row in own.items],
        "agreed": sum(1 for one in purposes if one.own),
        "purposes": len(purposes),
        "restriction": queries.restriction_of(account_id),
    }
    return render(request, "personal_data/portal/home.html", context)


@face.page("du-lieu/xu-ly/", name="personal_data.processings", access=PUBLIC)
def processings(request: PageRequest) -> HttpResponseBase:
    """What is done with personal data, for what, on which basis, how long it is kept: for all to read."""
    day = local(request.at).date()
    found = sorted(
        (one for one in queries.processings().values() if one.is_valid_on(day)), key=lambda one: str(named(one))
    )
    context = {"rows": [(one, Basis(one.basis).label) for one in found]}
    return render(request, "personal_data/portal/processings.html", context)
