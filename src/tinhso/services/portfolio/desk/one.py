"""One procedure opened, and the dossiers behind each of its figures."""

from collections import Counter
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import format_number, named
from tinhso.core.packs import api as packs
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation import api as organisation
from tinhso.services.portfolio import queries
from tinhso.services.portfolio.desk.face import (
    SEE,
    again,
    face,
    in_time,
    percent,
    period_of,
    unit_of,
    units_to_choose,
)
from tinhso.services.portfolio.rules import counting
from tinhso.services.portfolio.rules.figures import Share
from tinhso.services.portfolio.rules.measures import DROPPED, MEASURES


@face.page("ra-soat/thu-tuc/<str:code>/", name="portfolio.procedure", access=SEE)
def show_procedure(request: PageRequest, code: str) -> HttpResponseBase:
    """One procedure: its figures, months, where its time goes, where drafts stop, what is asked for again."""
    period, unit_id = period_of(request), unit_of(request)
    one = queries.one_procedure(actor=request.actor, at=request.at, code=code, period=period, unit_id=unit_id)
    figures = one.figures
    context = {
        "one": one,
        "item": one.item,
        "period": period,
        "period_query": again(period, unit_id),
        "units": units_to_choose(request, period),
        "unit": str(unit_id or ""),
        "stats": _stats(one, again(period, unit_id)),
        "times": {
            "median": in_time(figures.median_hours),
            "p90": in_time(figures.p90_hours),
            "deadline": in_time(figures.deadline_hours),
        },
        "received": [_month(m.first, m.received, format_number(m.received)) for m in one.months],
        "on_time": _on_time(one),
        "stages": _stages(one, request),
        "used": _used(one),
        "steps": _steps(one),
        "stops": _stops(one),
        "papers": _papers(one),
        "drop_definition": gettext(DROPPED).format(days=queries.rules_in_force().draft_days),
    }
    return render(request, "portfolio/procedure.html", context)


def _month(first: Any, value: float, text: str) -> dict[str, Any]:
    return {"label": f"{first:%m/%Y}", "value": value, "text": text}


def _on_time(one: queries.OneProcedure) -> list[dict[str, Any]]:
    """The share in time month by month; empty where there are not two months to draw a line through."""
    rows = [
        _month(m.first, share.percent or 0, percent(share))
        for m in one.months
        if (share := Share(m.on_time, m.finished)).whole
    ]
    return rows if len(rows) > 1 else []


def _stats(one: queries.OneProcedure, period_query: str) -> list[dict[str, str]]:
    figures = one.figures
    shares = {
        "online": figures.online_share,
        "on_time": figures.on_time_share,
        "supplemented": figures.supplement_share,
        "refused": figures.refusal_share,
        "satisfied": figures.satisfied_share,
    }
    rows = [
        {
            "label": gettext(MEASURES["received"].name),
            "value": format_number(figures.received),
            "note": "",
            "url": _behind(one.item.id, "received", period_query),
        }
    ]
    for measure, share in shares.items():
        note = f"{format_number(share.part)} / {format_number(share.whole)}" if share.whole else ""
        rows.append(
            {
                "label": gettext(MEASURES[measure].name),
                "value": percent(share),
                "note": note,
                "url": _behind(one.item.id, measure, period_query),
            }
        )
    return rows


def _behind(code: str, measure: str, period_query: str) -> str:
    return f"{reverse('portfolio.behind', args=[code, measure])}?{period_query}"


def _states(one: queries.OneProcedure) -> dict[str, str]:
    flow = packs.current("flows", cases.FlowObject).get(one.item.flow)
    return {state.id: named(state) for state in flow.states} if flow else {}


def _stages(one: queries.OneProcedure, request: PageRequest) -> list[dict[str, Any]]:
    """Where the time goes: average working time a finished dossier, by state, holder and office."""
    finished = one.figures.finished
    states, units = _states(one), organisation.unit_names(request.at.date())
    parties = dict(cases.Party.choices)
    by_place: Counter[tuple[str, str, bool, str]] = Counter()
    for each in one.stages:
        by_place[each.state, each.charged_to, each.counts, units.get(each.unit_id, "–")] += each.minutes
    total = sum(by_place.values())
    return [
        {
            "state": states.get(state, state),
            "party": parties.get(party, party),
            "counts": counts,
            "unit": unit,
            "average": in_time(counting.hours_up(minutes // max(finished, 1))),
            "share": percent(Share(minutes, total)),
            "value": minutes,
            "top": total,
        }
        for (state, party, counts, unit), minutes in by_place.most_common(20)
    ]


def _used(one: queries.OneProcedure) -> list[dict[str, Any]]:
    """How many dossiers took how much of their deadline, in five parts."""
    parts = (
        (5, gettext("đến nửa thời hạn")),
        (8, gettext("trên 50 % đến 80 %")),
        (10, gettext("trên 80 % đến hết hạn")),
        (15, gettext("quá hạn đến một rưỡi")),
        (counting.MOST_TENTHS, gettext("lâu hơn nữa")),
    )
    counts, low = [], 0
    for high, label in parts:
        count = sum(n for tenth, n in one.used if low < tenth <= high)
        counts.append({"label": label, "value": count, "text": format_number(count)})
        low = high
    return counts if one.used else []


def _steps(one: queries.OneProcedure) -> list[dict[str, Any]]:
    titles = {step.id: named(step, "title") for step in one.item.form.steps}
    rows = []
    for step in one.dropped.steps:
        label = titles.get(step.step) or gettext("Kiểm tra và nộp")
        text = gettext("{came} đến, {stopped} dừng").format(came=step.came, stopped=step.stopped)
        rows.append({"label": label, "value": step.came, "text": text})
    return rows if one.dropped.begun else []


def _stops(one: queries.OneProcedure) -> list[dict[str, Any]]:
    labels = {question.id: named(question, "label") for _, question in one.item.form.questions()}
    titles = {step.id: named(step, "title") for step in one.item.form.steps}
    hows = {
        "at": gettext("dừng ở câu chưa trả lời được"),
        "after": gettext("dừng sau câu này"),
        "unsaved": gettext("mở tờ khai rồi thôi, chưa ghi gì"),
    }
    return [
        {
            "step": titles.get(stop.step, stop.step),
            "question": labels.get(stop.question, stop.question) or "–",
            "how": hows[stop.how],
            "drafts": format_number(stop.drafts),
        }
        for stop in one.dropped.stops[:15]
    ]


def _papers(one: queries.OneProcedure) -> list[dict[str, Any]]:
    names = {paper.id: named(paper) for paper in one.item.papers}
    return [
        {
            "label": names.get(paper, gettext("Giấy tờ khác, ghi bằng lời")),
            "value": count,
            "text": format_number(count),
        }
        for paper, count in one.papers
    ]


@face.page("ra-soat/thu-tuc/<str:code>/so-do/<slug:measure>/", name="portfolio.behind", access=SEE)
def show_behind(request: PageRequest, code: str, measure: str) -> HttpResponseBase:
    """A figure opened: what it means, and the dossiers that it counts. No name, no answer of anybody."""
    period, unit_id = period_of(request), unit_of(request)
    met = {"co": True, "khong": False}.get(request.GET.get("dat", ""))
    page = queries.dossiers_behind(
        actor=request.actor,
        code=code,
        measure=measure,
        period=period,
        unit_id=unit_id,
        met=met,
        after=request.GET.get("after") or None,
    )
    asked = MEASURES[measure]
    context = {
        "item": queries.procedure(code),
        "measure": asked,
        "name": gettext(asked.name),
        "definition": gettext(asked.definition),
        "has_other_side": measure != "received",
        "met": request.GET.get("dat", ""),
        "period": period,
        "period_query": again(period, unit_id),
        "rows": [_dossier(request, case) for case in page.items],
        "total": page.total,
        "may_open_indicator": bool(asked.indicator) and request.actor.can("programme.read"),
        **page_links(request, page),
    }
    return render(request, "portfolio/behind.html", context)


def _dossier(request: PageRequest, case: cases.Case) -> dict[str, Any]:
    url = reverse("procedures.desk_case", args=[case.id]) if cases.may_read(request.actor, case) else ""
    state = cases.flow_of(case.version_id).state_by_id[case.state]
    return {"case": case, "url": url, "state": named(state), "unit": named(case.unit)}
