"""The table of all procedures, and the same as a spreadsheet."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tinhso.core import sheets
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import format_number, named
from tinhso.services.portfolio import queries
from tinhso.services.portfolio.desk.face import (
    LEVELS,
    SEE,
    again,
    asked_of,
    face,
    in_time,
    percent,
    units_to_choose,
)
from tinhso.services.procedures import api as procedures

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: Columns of the table that may order it.
COLUMNS: Final = (
    ("name", gettext_noop("Thủ tục")),
    ("received", gettext_noop("Hồ sơ")),
    ("online", gettext_noop("Trực tuyến")),
    ("on_time", gettext_noop("Đúng hạn")),
    ("worked", gettext_noop("Thời gian giải quyết")),
    ("supplemented", gettext_noop("Bổ sung")),
    ("refused", gettext_noop("Từ chối")),
    ("dropped", gettext_noop("Bản nháp bỏ dở")),
    ("satisfied", gettext_noop("Hài lòng")),
)


@face.page("ra-soat/", name="portfolio.review", access=SEE)
def show_review(request: PageRequest) -> HttpResponseBase:
    """Every procedure over a period: how much it is used and how well, in any order."""
    asked = asked_of(request)
    everything = request.GET.get("tat_ca") == "co"
    found = queries.review(
        actor=request.actor,
        at=request.at,
        asked=asked,
        after=request.GET.get("after", ""),
        limit=queries.ALL if everything else queries.PAGE,
    )
    period_query = again(asked.period, asked.unit_id)
    fields = {field.id: named(field) for field in procedures.fields_of_administration()}
    kept = {key: str(value) for key, value in request.GET.items() if key != "after" and value}
    context = {
        "asked": asked,
        "rows": [_row(row, fields, period_query) for row in found.page.items],
        "total": found.page.total,
        "sums": _sums(found.sums),
        "columns": [_column(name, gettext(label), asked.sort, kept) for name, label in COLUMNS],
        "fields": list(fields.items()),
        "levels": [(key, gettext(word)) for key, word in LEVELS],
        "units": units_to_choose(request, asked.period),
        "unit": str(asked.unit_id or ""),
        "everything": everything,
        "all_url": f"?{urlencode({**kept, 'tat_ca': 'co'})}",
        "next_url": f"?{urlencode({**kept, 'after': found.page.next_cursor})}" if found.page.next_cursor else "",
        "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else "",
        "export_query": urlencode(kept),
    }
    return render(request, "portfolio/review.html", context)


def _column(name: str, label: str, sort: str, kept: dict[str, str]) -> dict[str, Any]:
    down = f"-{name}"
    now = "descending" if sort == down else "ascending" if sort == name else ""
    first, other = (name, down) if name == "name" else (down, name)
    wanted = other if sort == first else first
    return {"label": label, "now": now, "url": f"?{urlencode({**kept, 'xep': wanted})}", "is_name": name == "name"}


def _sums(sums: Any) -> dict[str, str]:
    return {
        "received": format_number(sums.received),
        "online": percent(sums.online_share),
        "on_time": percent(sums.on_time_share),
        "supplemented": percent(sums.supplement_share),
        "dropped": percent(sums.drop_share),
    }


def _row(row: queries.Row, fields: dict[str, str], period_query: str) -> dict[str, Any]:
    figures = row.figures
    deadline, p90 = figures.deadline_hours, figures.p90_hours
    return {
        "item": row.item,
        "field": fields.get(row.item.field, row.item.field),
        "url": f"{reverse('portfolio.procedure', args=[row.item.id])}?{period_query}",
        "received": format_number(figures.received),
        "shares": [
            (measure, percent(share), share, f"{_behind(row.item.id, measure)}?{period_query}")
            for measure, share in (
                ("online", figures.online_share),
                ("on_time", figures.on_time_share),
            )
        ],
        "behind": f"{_behind(row.item.id, 'received')}?{period_query}",
        "time": {
            "median": in_time(figures.median_hours),
            "p90": in_time(p90),
            "deadline": in_time(deadline),
            "value": p90 or 0,
            "top": max(deadline or 0, p90 or 0, 1),
            "goal": deadline,
            "tone": "danger" if deadline is not None and p90 is not None and p90 > deadline else "accent",
            "known": p90 is not None,
            "url": f"{_behind(row.item.id, 'worked')}?{period_query}",
        },
        "later": [
            (measure, percent(share), share, f"{_behind(row.item.id, measure)}?{period_query}")
            for measure, share in (
                ("supplemented", figures.supplement_share),
                ("refused", figures.refusal_share),
            )
        ],
        "drafts": (figures.drafts, figures.drafts_filed, figures.drafts_dropped),
        "dropped": percent(figures.drop_share),
        "satisfied": (percent(figures.satisfied_share), f"{_behind(row.item.id, 'satisfied')}?{period_query}"),
        "trend": list(row.trend.received) if row.trend else [],
    }


def _behind(code: str, measure: str) -> str:
    return reverse("portfolio.behind", args=[code, measure])


HEADINGS: Final = (
    gettext_noop("Mã"), gettext_noop("Thủ tục"), gettext_noop("Lĩnh vực"), gettext_noop("Cấp"),
    gettext_noop("Hồ sơ tiếp nhận"), gettext_noop("Nộp trực tuyến"), gettext_noop("Giải quyết xong"),
    gettext_noop("Đúng hạn"), gettext_noop("Trung vị (giờ làm việc)"), gettext_noop("Mức 90 % (giờ làm việc)"),
    gettext_noop("Thời hạn (giờ làm việc)"), gettext_noop("Hồ sơ nộp"), gettext_noop("Phải bổ sung"),
    gettext_noop("Từ chối"), gettext_noop("Bản nháp mở"), gettext_noop("Bản nháp đã nộp"),
    gettext_noop("Bản nháp bỏ dở"), gettext_noop("Có chấm sao"), gettext_noop("Hài lòng"),
)  # fmt: skip


@face.page("ra-soat/xuat/<slug:kind>/", name="portfolio.export", access=SEE)
def export(request: PageRequest, kind: str) -> HttpResponseBase:
    """The whole table as it is asked for: ``xlsx``, else CSV. Counts, so that others can divide themselves."""
    found = queries.review(actor=request.actor, at=request.at, asked=asked_of(request), limit=queries.ALL)
    fields = {field.id: named(field) for field in procedures.fields_of_administration()}
    levels = {key: gettext(word) for key, word in LEVELS}
    rows = [[gettext(heading) for heading in HEADINGS]]
    for row in found.page.items:
        one = row.figures
        numbers = (
            one.received, one.online, one.finished, one.on_time, one.median_hours, one.p90_hours, one.deadline_hours,
            one.filed, one.supplemented, one.refused, one.drafts, one.drafts_filed, one.drafts_dropped, one.rated,
            one.satisfied,
        )  # fmt: skip
        told = [row.item.id, named(row.item), fields.get(row.item.field, row.item.field), levels[row.item.level]]
        rows.append(told + ["" if number is None else str(number) for number in numbers])
    if kind == "xlsx":
        return _file(sheets.write_xlsx([(gettext("Rà soát"), rows)]), "ra-soat.xlsx", XLSX)
    return _file(sheets.write_csv(rows), "ra-soat.csv", "text/csv; charset=utf-8")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
