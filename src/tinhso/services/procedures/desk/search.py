"""Finding a dossier: by code, name without accents, telephone or số định danh; all that were found as a table."""

from typing import Any, TypedDict

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest, page_links
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries, serving
from tinhso.services.procedures.desk.dossier import due_of
from tinhso.services.procedures.desk.face import READ, DueClock, UnitNames, face, kind_of, name_of

STANDINGS = ("open", "finished")


class _Asked(TypedDict):
    """What is searched for, as ``search_cases`` takes it."""

    text: str
    state: str
    type_code: str


@face.page("ho-so/", name="procedures.desk_search", access=READ)
def search(request: PageRequest) -> HttpResponseBase:
    """Dossiers that this official may see, newest first."""
    asked = _asked(request)
    page = cases.search_cases(actor=request.actor, after=request.GET.get("after"), **asked)
    clock, units = DueClock(request.actor, request.at), UnitNames(request.at.date())
    context = {
        "rows": [_row(case, clock, units) for case in page.items],
        "text": asked["text"],
        "standing": asked["state"],
        "type_code": asked["type_code"],
        "standings": [("open", gettext("Đang giải quyết")), ("finished", gettext("Đã kết thúc"))],
        "types": [(code, name_of(item)) for code, item in queries.procedures_on(request.at.date()).items()],
        "is_narrowed": any(asked.values()),
        "table_url": f"{reverse('procedures.desk_table')}?{request.GET.urlencode()}",
        **page_links(request, page),
    }
    return render(request, "procedures/desk/search.html", context)


@face.page("ho-so/tai-ve/", name="procedures.desk_table", access=READ)
def table(request: PageRequest) -> HttpResponseBase:
    """All dossiers that the search finds, as CSV without personal data."""
    return serving.table(actor=request.actor, at=request.at, **_asked(request))


def _asked(request: PageRequest) -> _Asked:
    """What is searched for."""
    standing = request.GET.get("tinh_trang", "")
    return {
        "text": request.GET.get("q", "").strip()[:120],
        "state": standing if standing in STANDINGS else "",
        "type_code": request.GET.get("thu_tuc", "")[:120],
    }


def _row(case: cases.Case, clock: DueClock, units: UnitNames) -> dict[str, Any]:
    state = cases.flow_of(case.version_id).state_by_id[case.state]
    return {
        "case": case,
        "title": name_of(case.type),
        "state": name_of(state),
        "kind": kind_of(case),
        "unit": units.name(case.unit_id),
        "due": due_of(case, clock),
    }
