"""Hand-over sheets: the list, a new one, one of them with what can be done on it."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.ui.forms import as_uuid
from tinhso.foundation.files import api as files
from tinhso.foundation.organisation import api as organisation
from tinhso.services.papers import actions, queries
from tinhso.services.papers.desk.face import HAND, SEE, face, ticked
from tinhso.services.papers.models import Sheet
from tinhso.services.papers.types import AlreadyOnSheet, EntryState, Handover, SheetInvalid, SheetKind, SheetState
from tinhso.services.procedures import api as procedures

STATE_KINDS: Final = {"open": "waiting", "taken": "done", "cancelled": "stopped"}
ENTRY_KINDS: Final = {
    "waiting": "waiting", "taken": "done", "left": "refused", "cancelled": "stopped", "delivered": "done",
    "returned": "refused",
}  # fmt: skip
TABS: Final[tuple[tuple[queries.Standing, str, str], ...]] = (
    ("to_take", "cho-nhan", gettext_noop("Chờ nhận")),
    ("given", "da-giao", gettext_noop("Đã giao, chờ xác nhận")),
    ("all", "tat-ca", gettext_noop("Tất cả")),
)


def _row(sheet: Sheet) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "number": queries.number_of(sheet),
        "taker": sheet.carrier if sheet.kind == SheetKind.POST else named(sheet.to_unit),
        "kind": STATE_KINDS[sheet.state],
        "label": SheetState(sheet.state).label,
    }


@face.page("ban-giao/", name="papers.sheets", access=HAND)
def listed(request: PageRequest) -> HttpResponseBase:
    """Sheets, the newest first: those that wait to be taken here, those given, all."""
    asked = request.GET.get("loc", "cho-nhan")
    standing = next((key for key, slug, _label in TABS if slug == asked), TABS[0][0])
    page = queries.sheets(actor=request.actor, standing=standing, after=request.GET.get("after"))
    context = {
        "tabs": [(f"?loc={slug}", gettext(label), key == standing) for key, slug, label in TABS],
        "rows": [_row(sheet) for sheet in page.items],
        "total": page.total,
        "standing": standing,
        **page_links(request, page),
    }
    return render(request, "papers/sheets.html", context)


@face.page("ban-giao/lap/", name="papers.new_sheet", access=HAND, methods=("POST",))
def new_sheet(request: PageRequest) -> HttpResponseBase:
    """A sheet of the dossiers that were ticked: first who takes them is asked, then it is made."""
    keys = ticked(request)
    errors: dict[str, str] = {}
    if "confirmed" in request.POST:
        post = request.POST.get("ben_nhan") == "buu-chinh"
        handover = Handover(
            kind=SheetKind.POST if post else SheetKind.UNIT,
            case_ids=tuple(keys),
            to_unit_id=None if post else as_uuid(request.POST.get("to_unit", "")),
            carrier=request.POST.get("carrier", "") if post else "",
            content=request.POST.get("content", ""),
            tracking={key: request.POST.get(f"tracking-{key}", "") for key in keys} if post else {},
        )
        try:
            made = actions.make_sheet(actor=request.actor, at=request.at, handover=handover)
        except SheetInvalid as error:
            errors = error.fields
        except AlreadyOnSheet as error:
            errors = {"dossiers": error.message}
        else:
            return redirect("papers.sheet", sheet_id=made.id)
    found, busy = queries.choosable(actor=request.actor, case_ids=keys)
    rules = procedures.post_rules(request.at.date())
    units = [(str(unit.id), named(unit)) for unit in organisation.units_as_of(request.at.date())]
    context = {
        "found": [(case, request.POST.get(f"tracking-{case.id}", "")) for case in found],
        "items": queries.post_items(case.id for case in found),
        "busy": busy,
        "errors": errors,
        "units": units,
        "given": {
            "carrier": rules.carrier if rules else "",
            **{
                name: request.POST[name]
                for name in ("ben_nhan", "to_unit", "carrier", "content")
                if name in request.POST
            },
        },
        "sides": [
            {"id": "don-vi", "label": gettext("Cơ quan, bộ phận")},
            {"id": "buu-chinh", "label": gettext("Bưu chính (trả kết quả cho người dân)")},
        ],
    }
    return render(request, "papers/new_sheet.html", context, status=422 if errors else 200)


@face.page("ban-giao/<uuid:sheet_id>/", name="papers.sheet", access=SEE)
def one(request: PageRequest, sheet_id: UUID) -> HttpResponseBase:
    """A sheet with its dossiers, and what this official may do on it."""
    sheet = queries.access_sheet(actor=request.actor, sheet_id=sheet_id)
    return shown(request, sheet, {}, {})


def shown(request: PageRequest, sheet: Sheet, errors: dict[str, str], reasons: dict[UUID, str]) -> HttpResponseBase:
    """A sheet as it stands, with what is wrong in what was sent, by field or dossier."""
    found = queries.entries_of(sheet)
    items = queries.post_items(entry.case_id for entry in found) if sheet.kind == SheetKind.POST else {}
    entries = [
        {
            "entry": entry,
            "case": entry.case,
            "label": EntryState(entry.state).label,
            "kind": ENTRY_KINDS[entry.state],
            "field": f"reason-{entry.case_id}",
            "reason": reasons.get(entry.case_id, ""),
            "left": entry.case_id in reasons,
            "error": errors.pop(str(entry.case_id), ""),
            "tracking_field": f"tracking-{entry.case_id}",
            "item": items.get(entry.case_id),
            "on_way": entry.state == EntryState.TAKEN,
            "outcome_field": f"outcome-{entry.case_id}",
            "outcome": request.POST.get(f"outcome-{entry.case_id}", ""),
            "word_field": f"word-{entry.case_id}",
            "word": request.POST.get(f"word-{entry.case_id}", ""),
        }
        for entry in found
    ]
    context = {
        **_row(sheet),
        "entries": entries,
        "errors": errors,
        "is_post": sheet.kind == SheetKind.POST,
        "may_take": queries.may_take(request.actor, sheet),
        "may_cancel": queries.may_cancel(request.actor, sheet),
        "may_track": sheet.kind == SheetKind.POST
        and sheet.state == SheetState.TAKEN
        and HAND.allows(request.actor)
        and request.actor.can(HAND.permission, unit_id=sheet.from_unit_id),
        "on_way": any(row["on_way"] for row in entries),
        "outcomes": [
            ("", gettext("Chưa rõ")),
            (EntryState.DELIVERED.value, gettext("Đã phát cho")),
            (EntryState.RETURNED.value, gettext("Chuyển hoàn vì")),
        ],
        "waits": sheet.state == SheetState.OPEN,
        "taker_name": request.POST.get("taker", ""),
    }
    failed = bool(errors) or any(row["error"] for row in entries)
    return render(request, "papers/sheet.html", context, status=422 if failed else 200)


@face.page("ban-giao/<uuid:sheet_id>/in/", name="papers.print_sheet", access=SEE)
def print_sheet(request: PageRequest, sheet_id: UUID) -> HttpResponseBase:
    """A sheet with its two signatories, as PDF."""
    sheet = queries.access_sheet(actor=request.actor, sheet_id=sheet_id)
    content = actions.draw_sheet(at=request.at, sheet=sheet, entries=queries.entries_of(sheet))
    return files.pdf_response(content, name=f"ban-giao-{sheet.number:02d}-{sheet.year}.pdf")


@face.page("ban-giao/<uuid:sheet_id>/nhan/", name="papers.take_sheet", access=HAND, methods=("POST",))
def take(request: PageRequest, sheet_id: UUID) -> HttpResponseBase:
    """Confirm a sheet: what is not ticked is not taken, and says why."""
    sheet = queries.access_sheet(actor=request.actor, sheet_id=sheet_id)
    taken = {as_uuid(text) for text in request.POST.getlist("taken")}
    entries = queries.entries_of(sheet)
    left = {e.case_id: request.POST.get(f"reason-{e.case_id}", "") for e in entries if e.case_id not in taken}
    taker = request.POST.get("taker", "")
    try:
        actions.take_sheet(actor=request.actor, at=request.at, sheet_id=sheet_id, left=left, taker=taker)
    except SheetInvalid as error:
        return shown(request, sheet, dict(error.fields), left)
    messages.success(request, gettext("Đã xác nhận phiếu bàn giao."))
    return redirect("papers.sheet", sheet_id=sheet_id)


@face.page("ban-giao/<uuid:sheet_id>/huy/", name="papers.cancel_sheet", access=HAND, methods=("POST",))
def cancel(request: PageRequest, sheet_id: UUID) -> HttpResponseBase:
    """Take a sheet back that nobody has confirmed."""
    sheet = queries.access_sheet(actor=request.actor, sheet_id=sheet_id)
    try:
        reason = request.POST.get("cancel_reason", "")
        actions.cancel_sheet(actor=request.actor, at=request.at, sheet_id=sheet_id, reason=reason)
    except SheetInvalid as error:
        return shown(request, sheet, {"cancel_reason": error.fields.get("reason", error.message)}, {})
    return redirect("papers.sheet", sheet_id=sheet_id)


@face.page("ban-giao/<uuid:sheet_id>/van-don/", name="papers.track_sheet", access=HAND, methods=("POST",))
def track(request: PageRequest, sheet_id: UUID) -> HttpResponseBase:
    """Write down the tracking numbers of a sheet for the post."""
    sheet = queries.access_sheet(actor=request.actor, sheet_id=sheet_id)
    given = {entry.case_id: request.POST.get(f"tracking-{entry.case_id}", "") for entry in queries.entries_of(sheet)}
    try:
        actions.record_tracking(actor=request.actor, at=request.at, sheet_id=sheet_id, tracking=given)
    except TinhSoError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, gettext("Đã ghi mã vận đơn."))
    return redirect("papers.sheet", sheet_id=sheet_id)
