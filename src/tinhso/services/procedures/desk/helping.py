"""The page of a member of a community digital team: whom I help now, beginning, going on, ending; figures by team."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from tinhso.core.access import needs
from tinhso.core.clock import local
from tinhso.core.faces import PageRequest
from tinhso.core.ids import new_id
from tinhso.core.ui.forms import BadInput, as_number, as_uuid, read_date, written
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.desk.dossier import MB
from tinhso.services.procedures.desk.face import UnitNames, face, name_of
from tinhso.services.procedures.models import Mandate
from tinhso.services.procedures.types import (
    ASSIST,
    FiledNationally,
    HelpWanted,
    MandateCodeWrong,
    MandateIncomplete,
    NotFiledOnline,
    ProcedureNotFound,
)

HELP = needs(ASSIST)
FIGURES = needs("indicators.read")
FOUND_AT_MOST = 12

face.navigation(gettext_noop("Giúp người dân"), "procedures.helping", access=HELP, order=22, icon="person")
face.navigation(gettext_noop("Tổ công nghệ số"), "procedures.help_figures", access=FIGURES, order=66, icon="chart")


def row_of(one: Mandate, request: PageRequest) -> dict[str, Any]:
    """Somebody helped now: with what, for how long still, and what has become of it."""
    code = one.procedures[0]
    item = next((each for each in queries.all_procedures() if each.id == code), None)
    minutes = max(int((one.valid_until - request.at).total_seconds()) // 60, 1)
    return {
        "mandate": one,
        "procedure": name_of(item) if item else code,
        "left": ngettext("còn {n} phút", "còn {n} phút", minutes).format(n=minutes),
        "next": reverse("procedures.draft", args=[one.draft_id]) if one.draft_id else "",
    }


@face.page("giup-dan/", name="procedures.helping", access=HELP)
def helping(request: PageRequest) -> HttpResponseBase:
    """Whom I help now; what has ended is not shown any more."""
    rows = [row_of(one, request) for one in queries.helped_by(request.actor, request.at)]
    return render(request, "procedures/desk/helping.html", {"rows": rows})


@face.page("giup-dan/thu-tuc/", name="procedures.help_choose", access=HELP)
def choose(request: PageRequest) -> HttpResponseBase:
    """With which procedure to help, found by a few words without accents."""
    text, day = written(request.GET, "q", 120), request.at.date()
    found = queries.search_procedures(text, day, limit=FOUND_AT_MOST) if text else queries.most_used(request.at, 6)
    rows = [{"item": item, "name": name_of(item)} for item in found if item.filing != "national"]
    return render(request, "procedures/desk/help_choose.html", {"text": text, "rows": rows})


@face.page("giup-dan/moi/<str:code>/", name="procedures.help_start", access=HELP, methods=("GET", "POST"))
def start(request: PageRequest, code: str) -> HttpResponseBase:
    """Whom to help, for how long: a code is sent to their account, or a signed paper photographed."""
    item = queries.procedure(code, request.at.date())
    given = {name: written(request.POST, name, 250) for name in ("name", "number", "hours")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        wanted = HelpWanted(code, given["name"], given["number"], as_number(given["hours"]) or 0)
        try:
            return HttpResponseRedirect(_begin(request, wanted))
        except MandateIncomplete as error:
            errors = dict(error.fields)
        except (files.FileRefused, files.ScannerUnavailable) as error:
            errors = {"evidence": error.message}
        except (FiledNationally, NotFiledOnline, ProcedureNotFound) as error:
            errors = {"name": error.message}
    context = {
        "name": name_of(item),
        "given": given,
        "errors": errors,
        "hours": [(str(n), ngettext("{n} giờ", "{n} giờ", n).format(n=n)) for n in actions.HOURS],
        "accept": files.POLICY.accept_attribute,
        "max_mb": files.POLICY.max_bytes // MB,
    }
    return render(request, "procedures/desk/help_start.html", context, status=422 if errors else 200)


def _begin(request: PageRequest, wanted: HelpWanted) -> str:
    """Record the signed paper, or ask for a code; where to go on. Raises what the actions do."""
    if "paper" in request.POST:
        upload = request.FILES.get("evidence")
        if upload is None:
            raise MandateIncomplete(fields={"evidence": gettext("Chụp giấy ủy quyền đã ký.")})
        made = actions.record_help(
            actor=request.actor, at=request.at, wanted=wanted, upload=upload, name=upload.name or ""
        )
        return reverse("procedures.help", args=[made.id])
    asked = actions.ask_help(actor=request.actor, at=request.at, wanted=wanted)
    return f"{reverse('procedures.help_code')}?cho={asked}"


@face.page("giup-dan/ma/", name="procedures.help_code", access=HELP, methods=("GET", "POST"))
def code_told(request: PageRequest) -> HttpResponseBase:
    """The code that the citizen reads out; the page is the same whether there is such an account or not."""
    asked = written(request.GET, "cho", 40)
    errors: dict[str, str] = {}
    if request.method == "POST":
        # What is no id is asked for like one that nothing has.
        mandate_id = as_uuid(asked) or new_id()
        code = written(request.POST, "code", 20)
        try:
            made = actions.confirm_help(actor=request.actor, at=request.at, mandate_id=mandate_id, code=code)
        except MandateCodeWrong as error:
            errors = dict(error.fields)
        else:
            return redirect("procedures.help", mandate_id=made.id)
    return render(request, "procedures/desk/help_code.html", {"errors": errors}, status=422 if errors else 200)


@face.page("giup-dan/<uuid:mandate_id>/", name="procedures.help", access=HELP)
def one(request: PageRequest, mandate_id: UUID) -> HttpResponseBase:
    """One person helped: going on with the dossier, or what it has become; ending."""
    found = queries.access_help(actor=request.actor, mandate_id=mandate_id, at=request.at)
    case = cases.Case.objects.filter(pk=found.case_id).first() if found.case_id else None
    return render(request, "procedures/desk/help.html", {**row_of(found, request), "case": case})


@face.page("giup-dan/<uuid:mandate_id>/ket-thuc/", name="procedures.end_help", access=HELP, methods=("POST",))
def end(request: PageRequest, mandate_id: UUID) -> HttpResponseBase:
    """End helping."""
    actions.end_help(actor=request.actor, at=request.at, mandate_id=mandate_id)
    identity.stop_acting(request, f"mandate:{mandate_id}")
    messages.success(request, gettext("Đã kết thúc. Thông tin của người được giúp không còn hiện với bạn."))
    return redirect("procedures.helping")


@face.page("giup-dan/so-lieu/", name="procedures.help_figures", access=FIGURES)
def figures(request: PageRequest) -> HttpResponseBase:
    """What each team did in a period: mandates, dossiers, helpers; nobody's name."""
    today = local(request.at).date()
    first, last = today.replace(day=1), today
    try:
        first, last = read_date(request.GET, "tu") or first, read_date(request.GET, "den") or last
    except BadInput as error:
        messages.warning(request, error.message)
    first = min(first, last)
    names = UnitNames(today)
    rows = [(names.name(one.unit_id), one) for one in queries.team_figures(first=first, last=last)]
    return render(request, "procedures/desk/help_figures.html", {"rows": rows, "first": first, "last": last})
