"""Leaders' pages: units beside each other, one unit opened to its components, a component opened to its records."""

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tinhso.core import sheets
from tinhso.core.access import needs
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.core.i18n import format_number, named
from tinhso.foundation.organisation import api as organisation
from tinhso.services.scorecards import queries
from tinhso.services.scorecards.rules.periods import Period, period_asked, period_choices, told_period
from tinhso.services.scorecards.rules.scoring import ComponentScore, Score, Standing
from tinhso.services.scorecards.schema import SchemeObject
from tinhso.services.scorecards.types import READ, SchemeNotFound, SchemeNotInForce, Tally, measures

SEE: Final = needs(READ)
_TONES: Final = {Standing.NOT_APPLICABLE: "paused", Standing.NO_SOURCE: "unknown"}

face = Face("desk", room="scorecards")
face.navigation(gettext_noop("Chấm điểm"), "scorecards.compare", access=SEE, order=66, icon="chart")


def _period(request: PageRequest) -> Period:
    """The period asked for by ``ky``."""
    period, wrong = period_asked(request.GET.get("ky", ""), request.at)
    if wrong:
        messages.warning(request, wrong)
    return period


def _scheme_asked(request: PageRequest) -> str:
    known = [scheme.id for scheme in queries.schemes()]
    asked = request.GET.get("bo", "")
    return asked if asked in known else next(iter(known), "")


def points(score: Score) -> str:
    """Points of what could be reached, as written; a dash where nothing could."""
    return f"{format_number(score.points, 2)} / {format_number(score.reachable, 2)}" if score.reachable else "–"


@face.page("cham-diem/", name="scorecards.compare", access=SEE)
def show_units(request: PageRequest) -> HttpResponseBase:
    """The units that the reader may see, most points first."""
    period, scheme_id = _period(request), _scheme_asked(request)
    context: dict[str, Any] = {
        "schemes": [(scheme.id, named(scheme)) for scheme in queries.schemes()],
        "scheme_id": scheme_id,
        "period": period,
        "told_period": told_period(period),
        "periods": period_choices(request.at.date(), period),
        "rows": [],
    }
    try:
        found = queries.compare(actor=request.actor, at=request.at, scheme_id=scheme_id, period=period)
    except (SchemeNotFound, SchemeNotInForce) as error:
        return render(request, "scorecards/compare.html", {**context, "problem": error.message})
    query = urlencode({"ky": period.name})
    context |= {
        "scheme": found.scheme,
        "together": points(found.together),
        "maximum": found.together.maximum,
        "groups": found.scheme.groups,
        "export_url": f"{reverse('scorecards.export', args=[scheme_id])}?{query}",
        "rows": [
            {
                "unit": named(one.unit),
                "url": f"{reverse('scorecards.unit', args=[scheme_id, one.unit.id])}?{query}",
                "points": points(one.score),
                "percent": one.score.percent,
                "groups": [
                    (format_number(group.points, 2), format_number(group.reachable)) if group.reachable else None
                    for group in one.score.groups
                ],
            }
            for one in found.units
        ],
    }
    return render(request, "scorecards/compare.html", context)


@face.page("cham-diem/<str:scheme_id>/xuat/", name="scorecards.export", access=SEE)
def export(request: PageRequest, scheme_id: str) -> HttpResponseBase:
    """The comparison as CSV: numerator, denominator and points of every component of every unit."""
    period = _period(request)
    found = queries.compare(actor=request.actor, at=request.at, scheme_id=scheme_id, period=period)
    columns = [(one.code, name) for one in found.scheme.components() for name in one.measures]
    heads = [gettext("Cơ quan"), gettext("Kỳ"), gettext("Điểm"), gettext("Điểm đo được")]
    for component, name in columns:
        title = gettext(measures.get(name).title)
        heads += [f"{component} {title}: {side}" for side in (gettext("tử số"), gettext("mẫu số"))]
    heads += [gettext("{component} điểm").format(component=one.code) for one in found.scheme.components()]
    rows = [heads]
    for unit in found.units:
        scored = unit.score.components()
        counts = [str(side) for one in scored for tally in _tallies(one) for side in (tally.met, tally.counted)]
        told = ["" if one.points is None else str(one.points) for one in scored]
        sums = [str(unit.score.points), str(unit.score.reachable)]
        rows.append([named(unit.unit), period.name, *sums, *counts, *told])
    headers = {"Content-Disposition": f'attachment; filename="cham-diem-{period.name}.csv"'}
    return HttpResponse(sheets.write_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)


def _tallies(one: ComponentScore) -> tuple[Tally, ...]:
    return one.tallies or tuple(Tally() for _ in one.component.measures)


@face.page("cham-diem/<str:scheme_id>/<uuid:unit_id>/", name="scorecards.unit", access=SEE)
def show_unit(request: PageRequest, scheme_id: str, unit_id: UUID) -> HttpResponseBase:
    """One unit: every component with what was counted, and the score month by month."""
    period = _period(request)
    found = queries.open_unit(actor=request.actor, at=request.at, scheme_id=scheme_id, period=period, unit_id=unit_id)
    query = urlencode({"ky": period.name})
    months = [
        {"label": f"{month.start:%m/%Y}", "value": float(score.percent), "text": f"{format_number(score.percent, 1)} %"}
        for month, score in found.months
        if score.percent is not None
    ]
    context = {
        "scheme": found.scheme,
        "unit": found.unit,
        "period": period,
        "told_period": told_period(period),
        "periods": period_choices(request.at.date(), period),
        "points": points(found.score),
        "score": found.score,
        "back_url": f"{reverse('scorecards.compare')}?{urlencode({'ky': period.name, 'bo': scheme_id})}",
        "groups": [
            {
                "group": group.group,
                "points": f"{format_number(group.points, 2)} / {format_number(group.reachable)}"
                if group.reachable
                else "–",
                "components": [_component(one, found.scheme, found.unit, query) for one in group.components],
            }
            for group in found.score.groups
        ],
        "months": months if len(months) > 1 else [],
    }
    return render(request, "scorecards/unit.html", context)


def _component(one: ComponentScore, scheme: SchemeObject, unit: organisation.UnitInfo, query: str) -> dict[str, Any]:
    component = one.component
    behind = reverse("scorecards.behind", args=[scheme.id, unit.id, component.code])
    waits = gettext("Chưa có nguồn: chờ {what}").format(what=named(component, "waits_for"))
    return {
        "component": component,
        "points": format_number(one.points, 2),
        "percent": "" if one.percent is None else f"{format_number(one.percent, 2)} %",
        "tone": _TONES.get(one.standing, ""),
        "told": waits if one.standing is Standing.NO_SOURCE else gettext("Không áp dụng: không có gì để tính"),
        "measures": [
            {
                "title": gettext(measures.get(name).title),
                "met": format_number(tally.met),
                "counted": format_number(tally.counted),
                "url": f"{behind}?{query}&{urlencode({'so_do': name})}" if tally.counted else "",
            }
            for name, tally in zip(component.measures, one.tallies, strict=False)
        ],
    }


@face.page("cham-diem/<str:scheme_id>/<uuid:unit_id>/<str:component>/", name="scorecards.behind", access=SEE)
def show_behind(request: PageRequest, scheme_id: str, unit_id: UUID, component: str) -> HttpResponseBase:
    """A component opened: what it counts, and the records that count for it and against it."""
    period, side = _period(request), request.GET.get("dat", "")
    found = queries.records_behind(
        actor=request.actor,
        at=request.at,
        scheme_id=scheme_id,
        period=period,
        unit_id=unit_id,
        component=component,
        measure=request.GET.get("so_do", ""),
        met={"co": True, "khong": False}.get(side),
        after=request.GET.get("after") or None,
    )
    names = {unit.id: named(unit) for unit in organisation.units_as_of(period.start)}
    asked = {"ky": period.name, "so_do": found.measure.id}
    sides = (("", gettext("Tất cả")), ("co", gettext("Trong tử số")), ("khong", gettext("Ngoài tử số")))
    context = {
        "component": found.component,
        "title": gettext(found.measure.title),
        "definition": gettext(found.measure.definition),
        "unit": organisation.unit(unit_id),
        "told_period": told_period(period),
        "back_url": f"{reverse('scorecards.unit', args=[scheme_id, unit_id])}?{urlencode({'ky': period.name})}",
        "sides": [
            (f"?{urlencode({**asked, 'dat': key} if key else asked)}", label, key == side) for key, label in sides
        ],
        "others": [
            (gettext(measures.get(name).title), f"?{urlencode({**asked, 'so_do': name})}", name == found.measure.id)
            for name in found.component.measures
        ],
        "rows": [(record, names.get(record.unit_id, "–")) for record in found.page.items],
        **page_links(request, found.page),
    }
    return render(request, "scorecards/behind.html", context)
