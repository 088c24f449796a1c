"""Results that wait for the post, what the post delivered, and papers that go back to who brought them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest, page_links
from tinhso.services.papers import actions, queries
from tinhso.services.papers.desk.face import HAND, face
from tinhso.services.papers.desk.sheets import shown
from tinhso.services.papers.types import EntryState, NothingToGiveBack, SheetInvalid


@face.page("ban-giao/buu-chinh/", name="papers.post", access=HAND)
def waiting(request: PageRequest) -> HttpResponseBase:
    """Results that are ready and that people asked the post to bring; ticked, they go on a sheet."""
    page = queries.waiting_for_post(actor=request.actor, after=request.GET.get("after"))
    context = {"rows": page.items, "total": page.total, **page_links(request, page)}
    return render(request, "papers/post.html", context)


@face.page("ban-giao/<uuid:sheet_id>/phat/", name="papers.deliver_sheet", access=HAND, methods=("POST",))
def deliver(request: PageRequest, sheet_id: UUID) -> HttpResponseBase:
    """Write down what the post delivered, and what it brought back."""
    sheet = queries.access_sheet(actor=request.actor, sheet_id=sheet_id)
    said: dict[str, dict[UUID, str]] = {EntryState.DELIVERED: {}, EntryState.RETURNED: {}}
    for entry in queries.entries_of(sheet):
        outcome = request.POST.get(f"outcome-{entry.case_id}", "")
        if outcome in said:
            said[outcome][entry.case_id] = request.POST.get(f"word-{entry.case_id}", "").replace("\x00", "")
    try:
        actions.record_delivery(
            actor=request.actor,
            at=request.at,
            sheet_id=sheet_id,
            delivered=said[EntryState.DELIVERED],
            returned=said[EntryState.RETURNED],
        )
    except SheetInvalid as error:
        return shown(request, sheet, dict(error.fields), {})
    messages.success(request, gettext("Đã ghi kết quả phát."))
    return redirect("papers.sheet", sheet_id=sheet_id)


@face.page("ho-so/<uuid:case_id>/tra-lai-giay-to/", name="papers.give_back", access=HAND, methods=("POST",))
def give_back(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """Note that the papers of a dossier without a result went back to who brought them."""
    taker = request.POST.get("back_taker", "").replace("\x00", "")
    try:
        actions.give_back(actor=request.actor, at=request.at, case_id=case_id, taker=taker)
    except (NothingToGiveBack, SheetInvalid) as error:
        messages.warning(request, " ".join(getattr(error, "fields", {}).values()) or error.message)
    else:
        messages.success(request, gettext("Đã ghi: giấy tờ được trả lại."))
    return redirect("procedures.desk_case", case_id=case_id)
