"""Leaders' pages: the ratings of units over a period, one unit opened, CSV. No official is named."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core import sheets
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import format_number, named
from tinhso.foundation.organisation import api as organisation
from tinhso.services.feedback import queries
from tinhso.services.feedback.desk.face import SEE, face, period_of
from tinhso.services.feedback.rules.ratings import Counts, UnitCounts
from tinhso.services.scorecards import api as scorecards


def _percent(counts: Counts | None) -> str:
    share = counts.satisfied if counts else None
    return "–" if share is None else f"{format_number(share, 1)} %"


def _trend(found: queries.Overview, smallest: int) -> list[dict[str, Any]]:
    rows = [
        {
            "label": f"{month.start:%m/%Y}",
            "value": counts.satisfied if counts.total >= smallest else None,
            "text": _percent(counts if counts.total >= smallest else None),
        }
        for month, counts in found.months
    ]
    return rows if sum(row["value"] is not None for row in rows) > 1 else []


@face.page("danh-gia/", name="feedback.desk_ratings", access=SEE)
def show_ratings(request: PageRequest) -> HttpResponseBase:
    """The units that the reader may see, most ratings first; those with few are put together."""
    period = period_of(request)
    found = queries.overview(actor=request.actor, at=request.at, period=period)
    names, smallest = organisation.unit_names(request.at.date()), queries.rules_in_force().smallest
    query = urlencode({"ky": period.name})
    context = {
        "period": period,
        "told_period": scorecards.told_period(period),
        "periods": scorecards.period_choices(request.at.date(), period),
        "whole": found.whole,
        "share": _percent(found.whole if found.whole.total >= smallest else None),
        "rows": [_row(row, names, smallest, query) for row in found.rows],
        "months": _trend(found, smallest),
        "smallest": smallest,
        "export_url": f"{reverse('feedback.desk_ratings_csv')}?{query}",
    }
    return render(request, "feedback/desk/ratings.html", context)


def _row(row: UnitCounts, names: dict[UUID, str], smallest: int, query: str) -> dict[str, Any]:
    few = gettext("Các cơ quan có dưới {smallest} lượt, gộp lại").format(smallest=smallest)
    return {
        "name": names.get(row.unit_id, "–") if row.unit_id else few,
        "url": f"{reverse('feedback.desk_unit', args=[row.unit_id])}?{query}" if row.unit_id else "",
        "counts": row.counts,
        "share": _percent(row.counts),
        "value": row.counts.satisfied if row.counts else None,
    }


@face.page("danh-gia/tai.csv", name="feedback.desk_ratings_csv", access=SEE)
def export_ratings(request: PageRequest) -> HttpResponseBase:
    """The table of units as CSV."""
    period = period_of(request)
    found = queries.overview(actor=request.actor, at=request.at, period=period)
    names = organisation.unit_names(request.at.date())
    heads = ("Cơ quan", "Kỳ", "Số lượt", "Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Tỷ lệ hài lòng")
    rows = [[gettext(head) for head in heads]]
    for row in found.rows:
        counts = row.counts
        told = (
            [counts.total, counts.very, counts.good, counts.plain, counts.bad, _percent(counts)] if counts else [""] * 6
        )
        rows.append([names.get(row.unit_id, "–") if row.unit_id else "*", period.name, *map(str, told)])
    headers = {"Content-Disposition": f'attachment; filename="muc-hai-long-{period.name}.csv"'}
    return HttpResponse(sheets.write_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)


@face.page("danh-gia/<uuid:unit_id>/", name="feedback.desk_unit", access=SEE)
def show_unit(request: PageRequest, unit_id: UUID) -> HttpResponseBase:
    """One unit: its months and its ratings, each with its dossier where the reader may open it."""
    period, smallest = period_of(request), queries.rules_in_force().smallest
    page = queries.ratings_of_unit(
        actor=request.actor, at=request.at, period=period, unit_id=unit_id, after=request.GET.get("after") or None
    )
    found = queries.overview(actor=request.actor, at=request.at, period=period, unit_id=unit_id)
    reasons = {reason.id: named(reason) for reason in queries.rules_in_force().reasons}
    enough = found.whole.total >= smallest
    context = {
        "unit_name": organisation.unit_names(request.at.date()).get(unit_id, "–"),
        "told_period": scorecards.told_period(period),
        "period": period,
        "periods": scorecards.period_choices(request.at.date(), period),
        "back_url": f"{reverse('feedback.desk_ratings')}?{urlencode({'ky': period.name})}",
        "whole": found.whole if enough else None,
        "share": _percent(found.whole if enough else None),
        "months": _trend(found, smallest),
        "smallest": smallest,
        "rows": [_rating(shown, reasons) for shown in page.items],
        "total": page.total,
        **page_links(request, page),
    }
    return render(request, "feedback/desk/unit.html", context)


def _rating(shown: queries.RatingShown, reasons: dict[str, str]) -> dict[str, Any]:
    case = shown.case
    return {
        "row": shown.row,
        "channel": shown.row.get_channel_display(),
        "reasons": ", ".join(reasons.get(one, one) for one in shown.row.reasons),
        "case": case,
        "type": named(case.type) if case else "",
        "url": reverse("procedures.desk_case", args=[case.id]) if case else "",
    }
