"""The desk of reviews: what a head decides, how all units stand for who audits, the protocol of a review."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop, pgettext

from tinhso.core import clock
from tinhso.core.access import OFFICIAL, needs
from tinhso.core.errors import Kind, TinhSoError
from tinhso.core.faces import Face, PageRequest, page_links
from tinhso.core.i18n import format_date, format_datetime, named
from tinhso.core.typeset import SheetColumn, render_sheet
from tinhso.core.ui.forms import as_uuid, read_date, written
from tinhso.foundation.grant_reviews import actions, queries
from tinhso.foundation.grant_reviews.models import Item, Review
from tinhso.foundation.grant_reviews.types import AUDIT, DECIDE, Decision, Mark, ReviewNotFound, State
from tinhso.foundation.organisation import api as organisation

face = Face("desk", room="grant_reviews")
face.navigation(
    gettext_noop("Rà soát quyền"),
    "grant_reviews.desk_list",
    access=needs(DECIDE),
    order=84,
    icon="shield",
    badge=queries.waiting_for,
)
face.navigation(
    gettext_noop("Rà soát quyền các đơn vị"),
    "grant_reviews.desk_overview",
    access=needs(AUDIT),
    order=91,
    icon="shield",
)
_KINDS: Final = {State.OPEN: "running", State.LATE: "late", State.DONE: "done"}
_DECIDED: Final = {
    Decision.KEEP: "done",
    Decision.SHORTEN: "due",
    Decision.WITHDRAW: "stopped",
    Decision.LAPSED: "stopped",
}
_OFFERED: Final = (
    (Decision.KEEP, gettext_noop("Giữ nguyên")),
    (Decision.SHORTEN, gettext_noop("Rút ngắn đến một ngày")),
    (Decision.WITHDRAW, gettext_noop("Thu hồi ngay")),
)


def _row(review: Review, request: PageRequest) -> dict[str, Any]:
    state = queries.state_of(review, clock.local(request.at).date())
    return {"row": review, "kind": _KINDS[state], "state": state.label}


def _list(request: PageRequest, template: str, read: Any, **more: Any) -> HttpResponseBase:
    state = request.GET.get("loc", "")
    page = read(actor=request.actor, at=request.at, state=state, after=request.GET.get("after") or None)
    tabs = [("", gettext("Tất cả")), *State.choices]
    context = {
        "rows": [_row(review, request) for review in page.items],
        "tabs": [(f"?loc={key}" if key else "?", label, key == state) for key, label in tabs],
        **more,
        **page_links(request, page),
    }
    return render(request, template, context)


@face.page("ra-soat-quyen/", name="grant_reviews.desk_list", access=OFFICIAL)
def show_reviews(request: PageRequest) -> HttpResponseBase:
    """The reviews in which one decides."""
    return _list(request, "grant_reviews/list.html", queries.reviews)


@face.page("ra-soat-quyen/cac-don-vi/", name="grant_reviews.desk_overview", access=needs(AUDIT))
def show_overview(request: PageRequest) -> HttpResponseBase:
    """How the reviews of all units stand."""
    figures = queries.figures(actor=request.actor, at=request.at)
    return _list(request, "grant_reviews/overview.html", queries.overview, figures=figures)


@face.page("ra-soat-quyen/<uuid:review_id>/", name="grant_reviews.desk_review", access=OFFICIAL)
def show_review(request: PageRequest, review_id: UUID) -> HttpResponseBase:
    """The rights of a unit, one a line, with what is known of each; those one decides about can be marked."""
    return _page(request, review_id, {})


def _page(request: PageRequest, review_id: UUID, errors: dict[str, str]) -> HttpResponseBase:
    review = queries.access_review(actor=request.actor, review_id=review_id)
    only = request.GET.get("loc", "")
    page = queries.items(actor=request.actor, review=review, only=only, after=request.GET.get("after") or None)
    counts = (
        (gettext("Tất cả"), "", review.total),  # type: ignore[attr-defined]
        (gettext("Chưa quyết định"), "undecided", review.undecided),  # type: ignore[attr-defined]
        (gettext("Cần xem kỹ"), "marked", review.marked),  # type: ignore[attr-defined]
    )
    lines = [_line(item) for item in page.items]
    is_open = review.closed_at is None
    context = {
        **_row(review, request),
        "lines": lines,
        "tabs": [(f"?loc={key}" if key else "?", label, key == only, count) for label, key, count in counts],
        "may_decide": is_open and any(line["open"] for line in lines),
        "may_close": is_open and not counts[1][2] and queries.to_decide(request.actor, review).exists(),
        "offered": [(key.value, gettext(label)) for key, label in _OFFERED],
        "chosen": request.POST.getlist("item"),
        "given": request.POST,
        "errors": errors,
        **page_links(request, page),
    }
    return render(request, "grant_reviews/review.html", context, status=422 if errors else 200)


def _line(item: Item) -> dict[str, Any]:
    kind = organisation.right_kinds.get(item.kind)
    return {
        "item": item,
        "kind": gettext(kind.title_vi),
        "marks": [Mark(mark).label for mark in item.marks],
        "decision": Decision(item.decision).label if item.decision else "",
        "state": _DECIDED[Decision(item.decision)] if item.decision else "waiting",
        "open": item.mine and item.decision in {"", Decision.KEEP},  # type: ignore[attr-defined]
    }


@face.page(
    "ra-soat-quyen/<uuid:review_id>/quyet-dinh/", name="grant_reviews.desk_decide", access=OFFICIAL, methods=("POST",)
)
def decide(request: PageRequest, review_id: UUID) -> HttpResponseBase:
    """Keep, shorten or withdraw what was marked; what ends a right is asked once more."""
    decision, reason = request.POST.get("decision", ""), written(request.POST, "reason", 500)
    chosen = [item_id for text in request.POST.getlist("item") if (item_id := as_uuid(text))]
    try:
        ends_date = read_date(request.POST, "ends_date") if decision == Decision.SHORTEN else None
        if decision == Decision.WITHDRAW and chosen and reason and "sure" not in request.POST:
            return _confirm(request, review_id, chosen)
        count = actions.decide(
            actor=request.actor,
            at=request.at,
            review_id=review_id,
            item_ids=chosen,
            decision=decision,
            reason=reason,
            ends_date=ends_date,
        )
    except TinhSoError as error:
        if error.kind is Kind.NOT_FOUND:
            raise
        return _page(request, review_id, error.fields or {"item": error.message})
    messages.success(request, gettext("Đã ghi quyết định về {count} quyền.").format(count=count))
    return redirect("grant_reviews.desk_review", review_id=review_id)


def _confirm(request: PageRequest, review_id: UUID, chosen: list[UUID]) -> HttpResponseBase:
    review = queries.access_review(actor=request.actor, review_id=review_id)
    items = queries.to_decide(request.actor, review).filter(id__in=chosen)
    context = {**_row(review, request), "items": list(items), "reason": request.POST["reason"]}
    return render(request, "grant_reviews/confirm.html", context)


@face.page(
    "ra-soat-quyen/<uuid:review_id>/ket-thuc/", name="grant_reviews.desk_close", access=OFFICIAL, methods=("POST",)
)
def close(request: PageRequest, review_id: UUID) -> HttpResponseBase:
    """Close the review in which everything is decided."""
    try:
        actions.close_review(actor=request.actor, at=request.at, review_id=review_id)
    except TinhSoError as error:
        if error.kind is Kind.NOT_FOUND:
            raise
        return _page(request, review_id, {"item": error.message})
    messages.success(request, gettext("Đã kết thúc và lập biên bản."))
    return redirect("grant_reviews.desk_review", review_id=review_id)


def _closed(request: PageRequest, review_id: UUID) -> Review:
    review = queries.access_review(actor=request.actor, review_id=review_id)
    if review.record is None:
        raise ReviewNotFound
    return review


@face.page("ra-soat-quyen/<uuid:review_id>/bien-ban.json", name="grant_reviews.desk_record", access=OFFICIAL)
def record(request: PageRequest, review_id: UUID) -> HttpResponseBase:
    """The evidence of a closed review with its digest, to be checked against the log."""
    review = _closed(request, review_id)
    headers = {"Content-Disposition": f'attachment; filename="ra-soat-quyen-{review.id}.json"'}
    told = {"record": review.record, "sha256": review.digest}
    return JsonResponse(told, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})


@face.page("ra-soat-quyen/<uuid:review_id>/bien-ban.pdf", name="grant_reviews.desk_protocol", access=OFFICIAL)
def protocol(request: PageRequest, review_id: UUID) -> HttpResponseBase:
    """The same on paper."""
    review = _closed(request, review_id)
    columns = [
        SheetColumn(gettext("STT"), 0.4, numeric=True),
        SheetColumn(gettext("Người giữ"), 1.4),
        SheetColumn(gettext("Quyền"), 2.4),
        SheetColumn(gettext("Dùng lần cuối"), 1),
        SheetColumn(gettext("Quyết định"), 1),
        SheetColumn(gettext("Lý do"), 1.8),
        SheetColumn(gettext("Người quyết định"), 1.6),
    ]
    rows = [_cells(item) for item in review.items.order_by("number")]
    title = pgettext("protocol", "Biên bản rà soát quyền: {unit}").format(unit=named(review.unit))
    subtitle = gettext("Đợt từ ngày {start}; kết thúc lúc {end}, {name}").format(
        start=format_date(review.round_date), end=format_datetime(review.closed_at), name=review.closed_by
    )
    pdf = render_sheet(
        title=title, columns=columns, rows=rows, subtitle=subtitle, note=f"SHA-256 {review.digest}", landscape=True
    )
    headers = {"Content-Disposition": f'attachment; filename="ra-soat-quyen-{review.id}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _cells(item: Item) -> list[str]:
    kind = gettext(organisation.right_kinds.get(item.kind).title_vi)
    decision = str(Decision(item.decision).label)
    if item.ends_date:
        decision = f"{decision}, {format_date(item.ends_date)}"
    by = f"{item.decided_by}, {format_datetime(item.decided_at)}"
    what = f"{kind}: {named(item, 'what')}"
    return [str(item.number), item.holder, what, format_date(item.last_used_at), decision, item.reason, by]
