"""The leader's wall: what is measured, the targets it answers to, and what stands behind every number."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.core.access import needs
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import format_datetime, format_number, named
from tinhso.engines.indicators import api as indicators
from tinhso.foundation.organisation import api as organisation
from tinhso.services.programme import api

face = Face("ioc", room="programme")
_ACCESS = needs(api.READ)

_STATES = {
    api.TargetState.MET: ("done", "Đạt"),
    api.TargetState.NEAR: ("due", "Gần đạt"),
    api.TargetState.BEHIND: ("late", "Chưa đạt"),
    api.TargetState.NO_RECORDS: ("unknown", "Chưa có hồ sơ để tính"),
    api.TargetState.NOT_MEASURED: ("unknown", "Chưa có nguồn đo"),
    api.TargetState.NOT_COMPARABLE: ("unknown", "Không so được bằng tỷ lệ"),
}
_COMPARATORS = {
    "=": "", ">": "trên ", ">=": "≥ ", "<=": "≤ ", "≈": "khoảng ", "growth=": "tăng ", "growth>": "tăng trên ",
    "growth>=": "tăng ≥ ", "range": "", "by": "trước ", "from": "từ ",
}  # fmt: skip
_NO_TARGET = ("unknown", "Không có chỉ tiêu trong kế hoạch")
_SYSTEM_STATES = {
    api.SystemState.SERVED: ("done", "Đang phục vụ tại đây"),
    api.SystemState.INTEGRATED: ("running", "Đã kết nối"),
    api.SystemState.ELSEWHERE: ("waiting", "Có ở hệ thống khác"),
    api.SystemState.PLANNED: ("draft", "Dự kiến"),
    api.SystemState.NOT_APPLICABLE: ("stopped", "Không áp dụng"),
}


def written_goal(item: api.Standing) -> str:
    """A target's figure as its document prints it: ``≥ 80 %``."""
    target = item.target
    value = target.value
    if isinstance(value, tuple):
        text = " – ".join(str(part) for part in value)
    elif isinstance(value, bool) or value is None:
        text = "" if value is None else _("có") if value else _("không")
    else:
        text = format_number(value) if isinstance(value, int | float) else value
    unit = "" if target.unit in {"state", "yes/no"} else target.unit
    return f"{_(_COMPARATORS[target.comparator]) if _COMPARATORS[target.comparator] else ''}{text} {unit}".strip()


def _told(item: indicators.IndicatorObject, value: indicators.Value | None) -> str:
    """The figure that was measured, without its unit; empty where there is none."""
    measured = item.measured(value) if value else None
    return format_number(measured) if measured is not None else ""


def _counts(item: indicators.IndicatorObject, value: indicators.Value) -> str:
    """What the figure was made of: a share of how many; of a number, how many records were looked at."""
    whole = format_number(value.denominator)
    if item.measure == "share":
        return f"{format_number(value.numerator)} / {whole} {named(item, 'counted')}"
    return _("trên {n} bản ghi").format(n=whole)


def _unit(item: indicators.IndicatorObject) -> str:
    """The unit of a figure as people read it."""
    return item.unit if item.measure == "share" else named(item, "counted")


def _card(figure: api.Figure) -> dict[str, Any]:
    state, label = _STATES[figure.standing.state] if figure.standing else _NO_TARGET
    changed = figure.value.changed_at
    return {
        "id": figure.indicator.id,
        "indicator": figure.indicator,
        "href": reverse("programme.indicator", args=[figure.indicator.id]),
        "value": _told(figure.indicator, figure.value),
        "unit": figure.indicator.unit,
        "counts": _counts(figure.indicator, figure.value),
        "goal": written_goal(figure.standing) if figure.standing else "",
        "goal_value": _goal_value(figure.standing),
        "state": state if figure.standing else "unknown",
        "state_label": _(label),
        "time": format_datetime(changed) if changed else "",
        "trend": list(figure.trend),
    }


def _goal_value(standing: api.Standing | None) -> float | None:
    value = standing.target.value if standing else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@face.page("tong-quan/", name="programme.wall", access=_ACCESS)
def show_wall(request: PageRequest) -> HttpResponseBase:
    """The measured figures, at most nine on a screen; refreshed every second while the page is open."""
    cards = [_card(figure) for figure in api.figures(request.at.date())]
    standings = api.standings(request.at.date())
    context = {
        "cards": cards,
        "mark": _mark(cards),
        "programmes": api.programmes(),
        "live": sum(item.is_live for item in standings),
        "total": len(standings),
    }
    return render(request, "programme/wall.html", context)


@face.page("tong-quan/so-lieu/", name="programme.wall_figures", access=_ACCESS)
def show_figures(request: PageRequest) -> HttpResponseBase:
    """The figures alone, for the wall that is open; 204 while nothing has changed since ``mark``."""
    cards = [_card(figure) for figure in api.figures(request.at.date())]
    mark = _mark(cards)
    if request.GET.get("mark") == mark:
        return HttpResponse(status=204)
    return render(request, "programme/figures.html", {"cards": cards, "mark": mark})


def _mark(cards: Iterable[dict[str, Any]]) -> str:
    return "-".join(f"{card['counts']}@{card['time']}" for card in cards).replace(" ", "").replace("/", ".")


@face.page("chi-tieu/", name="programme.targets", access=_ACCESS)
def show_targets(request: PageRequest) -> HttpResponseBase:
    """Every target of the programme: measured ones with their state, the others with what they wait for."""
    only = request.GET.get("trang-thai", "")
    standings = api.standings(request.at.date())
    rows = [_target_row(item) for item in standings if only in ("", item.state)]
    counts = {state: sum(item.state == state for item in standings) for state in api.TargetState}
    tabs = [{"key": "", "label": _("Tất cả"), "count": len(standings)}] + [
        {"key": state.value, "label": _(_STATES[state][1]), "count": count} for state, count in counts.items() if count
    ]
    return render(
        request, "programme/targets.html", {"rows": rows, "tabs": tabs, "only": only, "programmes": api.programmes()}
    )


def _target_row(item: api.Standing) -> dict[str, Any]:
    state, label = _STATES[item.state]
    return {
        "target": item.target,
        "indicator": item.indicator,
        "goal": written_goal(item),
        "value": _told(item.indicator, item.value),
        "unit": _unit(item.indicator),
        "state": state,
        "state_label": _(label),
        "href": reverse("programme.indicator", args=[item.indicator.id]),
    }


@face.page("chi-so/<slug:indicator_id>/", name="programme.indicator", access=_ACCESS)
def show_indicator(request: PageRequest, indicator_id: str) -> HttpResponseBase:
    """One number opened: definition, receipt counted anew, months, units, and the list of dossiers behind it."""
    item = indicators.indicator(indicator_id)
    standings = [one for one in api.standings(request.at.date()) if one.indicator.id == indicator_id]
    context: dict[str, Any] = {"item": item, "targets": [_target_row(one) for one in standings]}
    if item.binding is not indicators.Binding.LIVE:
        return render(request, "programme/indicator_unmeasured.html", context)
    value = indicators.value(indicator_id)
    months = [
        {
            "label": f"{month:%m/%Y}",
            "value": float(item.measured(one) or 0),
            "text": f"{_told(item, one)} {_unit(item)}",
        }
        for month, one in indicators.series(indicator_id)[-12:]
    ]
    context |= {
        "receipt": indicators.receipt(indicator_id, at=request.at),
        "value": _told(item, value),
        "unit": _unit(item),
        "counts": _counts(item, value),
        "months": months,
        "units": _unit_rows(item, request.at.date()),
        "goal": _goal_value(standings[0]) if standings else None,
        "met": request.GET.get("dat", ""),
        "records": _records(request, indicator_id),
    }
    return render(request, "programme/indicator.html", context)


def _records(request: PageRequest, indicator_id: str) -> Any:
    met = {"co": True, "khong": False}.get(request.GET.get("dat", ""))
    return indicators.records_behind(
        actor=request.actor,
        at=request.at,
        indicator_id=indicator_id,
        met=met,
        after=request.GET.get("after") or None,
        limit=25,
    )


def _unit_rows(item: indicators.IndicatorObject, day: date) -> list[dict[str, Any]]:
    names: dict[UUID, str] = {unit.id: unit.short_name or unit.name for unit in organisation.units_as_of(day)}
    return [
        {
            "label": names.get(unit_id, "–"),
            "value": float(item.measured(value) or 0),
            "text": f"{_told(item, value)} {_unit(item)} · {_counts(item, value)}",
        }
        for unit_id, value in indicators.by_unit(item.id)[:12]
    ]


@face.page("he-thong/", name="programme.systems", access=_ACCESS)
def show_systems(request: PageRequest) -> HttpResponseBase:
    """The systems that the programmes name, and how each stands in this province."""
    group, only = request.GET.get("nhom", ""), request.GET.get("trang-thai", "")
    every = api.systems()
    rows = [
        {"system": item, "state": _SYSTEM_STATES[item.state][0], "state_label": _(_SYSTEM_STATES[item.state][1])}
        for item in every
        if group in ("", item.group) and only in ("", item.state)
    ]
    groups = sorted({item.group for item in every})
    states = [
        (state.value, _(label), sum(i.state is state for i in every))
        for state, (_kind, label) in _SYSTEM_STATES.items()
    ]
    context = {"rows": rows, "groups": groups, "group": group, "only": only, "states": states, "total": len(every)}
    return render(request, "programme/systems.html", context)


face.navigation("Tổng quan", "programme.wall", access=_ACCESS, order=10, icon="chart")
face.navigation("Chỉ tiêu", "programme.targets", access=_ACCESS, order=20, icon="list")
face.navigation("Hệ thống", "programme.systems", access=_ACCESS, order=30, icon="list")
