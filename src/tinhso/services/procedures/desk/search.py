"""Finding a dossier: by code, name without accents, or telephone."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest, page_links
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import queries
from tinhso.services.procedures.desk.dossier import due_of
from tinhso.services.procedures.desk.face import READ, DueClock, UnitNames, face, kind_of, name_of

STANDINGS = ("open", "finished")


@face.page("ho-so/", name="procedures.desk_search", access=READ)
def search(request: PageRequest) -> HttpResponseBase:
    """Dossiers that this official may see, newest first."""
    text = request.GET.get("q", "").strip()[:120]
    standing = request.GET.get("tinh_trang", "")
    type_code = request.GET.get("thu_tuc", "")[:120]
    page = cases.search_cases(
        actor=request.actor,
        text=text,
        state=standing if standing in STANDINGS else "",
        type_code=type_code,
        after=request.GET.get("after"),
    )
    clock, units = DueClock(request.actor, request.at), UnitNames(request.at.date())
    context = {
        "rows": [_row(case, clock, units) for case in page.items],
        "text": text,
        "standing": standing,
        "type_code": type_code,
        "standings": [("open", gettext("Đang giải quyết")), ("finished", gettext("Đã kết thúc"))],
        "types": [(code, name_of(item)) for code, item in queries.procedures_on(request.at.date()).items()],
        "is_narrowed": bool(text or standing or type_code),
        **page_links(request, page),
    }
    return render(request, "procedures/desk/search.html", context)


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
