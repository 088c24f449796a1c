"""The public pages: how each unit handles dossiers, and the open data. No personal data, no sign-in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.access import PUBLIC
from tinhso.core.clock import local
from tinhso.core.faces import Face, PageRequest
from tinhso.core.i18n import format_number, named
from tinhso.foundation.organisation import api as organisation
from tinhso.services.transparency import queries, serving
from tinhso.services.transparency.rules import COLUMNS, UnitFigures, first_of, months_before, span_of, together
from tinhso.services.transparency.types import PeriodUnknown, Span

face = Face("portal", room="transparency")
face.navigation("Công khai", "transparency.units", access=PUBLIC, order=60, icon="chart")

MINUTES_OF_A_DAY = 8 * 60
QUARTERS_OFFERED, MONTHS_OFFERED, YEARS_OFFERED = 4, 12, 3


def span_asked(request: PageRequest) -> Span:
    """The period asked for by ``ky``; the present quarter where none is, or none such."""
    today = local(request.at).date()
    try:
        return span_of(request.GET.get("ky", ""))
    except PeriodUnknown:
        return span_of(f"{today.year}-q{(today.month - 1) // 3 + 1}")


def span_name(span: Span) -> str:
    """A period in words."""
    year, _, part = span.key.partition("-")
    if part.startswith("q"):
        return gettext("Quý {quarter}/{year}").format(quarter=part[1:], year=year)
    words = gettext("Tháng {month}/{year}") if part else gettext("Năm {year}")
    return words.format(month=part, year=year)


def spans_offered(today: date) -> list[tuple[str, str]]:
    """The periods to choose from, the newest first: quarters, months, years."""
    after = first_of(today.year, today.month + 1)
    months = [f"{month:%Y-%m}" for month in reversed(months_before(after, MONTHS_OFFERED))]
    quarter = today.year * 4 + (today.month - 1) // 3
    quarters = [f"{number // 4}-q{number % 4 + 1}" for number in range(quarter, quarter - QUARTERS_OFFERED, -1)]
    years = [str(today.year - back) for back in range(YEARS_OFFERED)]
    return [(key, span_name(span_of(key))) for key in (*quarters, *months, *years)]


def percent(part: int, whole: int) -> str:
    """A share as a percentage; a dash of nothing."""
    return f"{format_number(100 * part / whole, 1)} %" if whole else "–"


def days(minutes: int) -> str:
    """Working minutes as working days."""
    return format_number(minutes / MINUTES_OF_A_DAY, 1)


def told(figures: UnitFigures) -> dict[str, str]:
    """Figures in words."""
    return {
        "received": format_number(figures.received),
        "finished": format_number(figures.finished),
        "on_time": format_number(figures.on_time),
        "on_time_share": percent(figures.on_time, figures.finished),
        "late": format_number(figures.late),
        "online_share": percent(figures.online, figures.received),
        "supplement_share": percent(figures.supplemented, figures.received),
        "in_hand_at_end": format_number(figures.in_hand_at_end),
        "late_days": days(figures.late_minutes),
    }


def late_rows(figures: UnitFigures) -> list[dict[str, Any]]:
    """Late working days by whom they are charged to; none where nothing was late."""
    parts = (
        (gettext("Cơ quan giải quyết, người ký"), figures.late_office),
        (gettext("Chờ người nộp"), figures.late_applicant),
        (gettext("Cơ quan khác"), figures.late_others),
    )
    if not figures.late_minutes:
        return []
    return [{"label": label, "value": minutes / MINUTES_OF_A_DAY, "text": days(minutes)} for label, minutes in parts]


def trend_rows(months: Sequence[queries.MonthFigures]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Twelve months as charts: dossiers received, and the share finished in time."""
    received = [
        {"label": f"{one.month:%m/%Y}", "value": one.received, "text": format_number(one.received)} for one in months
    ]
    shares = [
        {
            "label": f"{one.month:%m/%Y}",
            "value": 100 * one.on_time / one.finished if one.finished else None,
            "text": percent(one.on_time, one.finished),
        }
        for one in months
    ]
    return received, shares


@face.page("cong-khai/", name="transparency.units", access=PUBLIC)
def units(request: PageRequest) -> HttpResponseBase:
    """Every unit over a period, and the province together."""
    span, today = span_asked(request), local(request.at).date()
    rows = queries.units(span, today)
    context = {
        "span": span,
        "span_name": span_name(span),
        "spans": spans_offered(today),
        "rows": [
            {
                "name": named(row.unit),
                "url": f"{reverse('transparency.unit', args=[row.unit.key])}?ky={span.key}",
                "in_hand": format_number(row.in_hand),
                "overdue": format_number(row.overdue),
                **told(row.figures),
            }
            for row in rows
        ],
        "whole": told(together(row.figures for row in rows)),
        "in_hand": format_number(sum(row.in_hand for row in rows)),
        "overdue": format_number(sum(row.overdue for row in rows)),
    }
    return render(request, "transparency/units.html", context)


@face.page("cong-khai/<str:key>/", name="transparency.unit", access=PUBLIC)
def unit(request: PageRequest, key: str) -> HttpResponseBase:
    """One unit over a period: received, in hand, on time, late and why, and its last twelve months."""
    span, today = span_asked(request), local(request.at).date()
    found = organisation.unit_by_key(key)
    row = queries.unit_row(found, span, today)
    received, shares = trend_rows(queries.trend(span, today, [found.id]))
    context = {
        "name": named(found),
        "span": span,
        "span_name": span_name(span),
        "spans": spans_offered(today),
        "figures": told(row.figures),
        "in_hand": format_number(row.in_hand),
        "overdue": format_number(row.overdue),
        "late_rows": late_rows(row.figures),
        "received": received,
        "shares": shares,
        "has_shares": any(one["value"] is not None for one in shares),
        "is_empty": not (row.figures.received or row.figures.finished or row.in_hand),
    }
    return render(request, "transparency/unit.html", context)


@face.page("du-lieu-mo/", name="transparency.open_data", access=PUBLIC)
def open_data(request: PageRequest) -> HttpResponseBase:
    """The open data: what they are, their licence, their columns, and the files of each month."""
    about = queries.about()
    months: dict[date, dict[str, Any]] = {}
    for one in queries.open_files():
        made = {"month": one.month, "rows": one.rows, "at": one.published_at, "files": []}
        month = months.setdefault(one.month, made)
        url = reverse("transparency.open_file", args=[f"{one.month:%Y-%m}", one.format])
        month["files"].append({"label": one.format.upper(), "url": url})
    context = {
        "about": about,
        "columns": [(name, kind, gettext(meaning)) for name, kind, meaning in COLUMNS],
        "months": list(months.values()),
    }
    return render(request, "transparency/open_data.html", context)


@face.page("du-lieu-mo/ho-so-<str:month>.<str:kind>", name="transparency.open_file", access=PUBLIC)
def open_file(request: PageRequest, month: str, kind: str) -> HttpResponseBase:
    """The open data of one month; other sites may read it."""
    return serving.file_of(month, kind)
