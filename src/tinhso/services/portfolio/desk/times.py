"""The time-cut target in both readings, beside each other, and the time of each procedure."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest
from tinhso.core.i18n import format_number, named
from tinhso.services.portfolio import queries
from tinhso.services.portfolio.desk.face import SEE, face, in_time, percent
from tinhso.services.programme import api as programme

_STATES = {
    programme.TargetState.MET: ("done", "Đạt"),
    programme.TargetState.NEAR: ("due", "Gần đạt"),
    programme.TargetState.BEHIND: ("late", "Chưa đạt"),
}


@face.page("ra-soat/thoi-gian/", name="portfolio.times", access=SEE)
def show_times(request: PageRequest) -> HttpResponseBase:
    """Both readings, then every procedure: deadline at the baseline, now, and what dossiers really take."""
    found = queries.time_cut(actor=request.actor, at=request.at, after=request.GET.get("after", ""))
    rules = queries.rules_in_force()
    context = {
        "readings": [_reading(one, request) for one in found.readings],
        "rules": rules,
        "rows": [_row(row) for row in found.page.items],
        "total": found.page.total,
        "next_url": f"?{urlencode({'after': found.page.next_cursor})}" if found.page.next_cursor else "",
        "first_url": request.path if request.GET.get("after") else "",
    }
    return render(request, "portfolio/times.html", context)


def _reading(one: queries.Reading, request: PageRequest) -> dict[str, Any]:
    value, standing = one.value, one.standing
    state, label = _STATES.get(standing.state, ("", "")) if standing else ("", "")
    goal = standing.target.value if standing else None
    return {
        "indicator": one.indicator,
        "value": format_number(value.percent, 1) if value.percent is not None else "–",
        "counts": f"{format_number(value.numerator)} / {format_number(value.denominator)}",
        "actual": percent(one.actual),
        "actual_counts": f"{format_number(one.actual.part)} / {format_number(one.actual.whole)}",
        "state": state,
        "state_label": gettext(label) if label else "",
        "target": standing.target if standing else None,
        "goal": goal,
        "url": reverse("programme.indicator", args=[one.indicator.id]) if request.actor.can(programme.READ) else "",
    }


def _row(row: queries.ProcedureTimes) -> dict[str, Any]:
    return {
        "item": row.item,
        "name": named(row.item),
        "url": reverse("portfolio.procedure", args=[row.item.id]),
        "baseline": in_time(row.baseline),
        "current": in_time(row.current),
        "cut": percent(row.cut),
        "median": in_time(row.median),
        "p90": in_time(row.p90),
        "actual_cut": percent(row.actual_cut),
    }
