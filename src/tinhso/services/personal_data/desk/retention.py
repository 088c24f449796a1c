"""Data whose time is up: what is due by each rule, the proposals, one of them to be decided, its certificate."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core.access import OFFICIAL
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.ui.forms import as_uuid, written
from tinhso.services.personal_data import actions, queries
from tinhso.services.personal_data.desk.face import KEEP, RELEASE, face
from tinhso.services.personal_data.models import Deletion
from tinhso.services.personal_data.types import APPROVE, MANAGE, DeletionNotFound, DeletionState, NothingDue

_KINDS: Final = {"proposed": "waiting", "done": "done", "refused": "refused"}


@face.page("du-lieu/luu-giu/", name="personal_data.desk_retention", access=OFFICIAL, methods=("GET", "POST"))
def show_retention(request: PageRequest) -> HttpResponseBase:
    """What is due under each rule, to be proposed; all that was proposed and decided."""
    error = ""
    if request.method == "POST":
        rule_id = written(request.POST, "rule", 120)
        try:
            row = actions.propose_deletion(
                actor=request.actor,
                at=request.at,
                rule_id=rule_id,
                request_id=as_uuid(request.POST.get("request", "")),
            )
        except (NothingDue, DeletionNotFound) as refused:
            error = refused.message
        else:
            messages.success(request, gettext("Đã đề xuất; chờ người thứ hai duyệt."))
            return redirect("personal_data.desk_deletion", deletion_id=row.id)
    page = queries.deletions(actor=request.actor, after=request.GET.get("after") or None)
    names = _rule_names(request)
    context = {
        "rules": queries.overview(actor=request.actor, at=request.at),
        "rows": [_row(row, names) for row in page.items],
        "may_propose": request.actor.can(MANAGE),
        "error": error,
        **page_links(request, page),
    }
    return render(request, "personal_data/desk/retention.html", context, status=422 if error else 200)


def _rule_names(request: PageRequest) -> dict[str, str]:
    return {key: named(rule) for key, rule in queries.retention_rules(request.at.date()).items()}


def _row(row: Deletion, names: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "name": names.get(row.rule, row.rule),
        "kind": _KINDS[row.state],
        "state": DeletionState(row.state).label,
        "count": len(row.records),
    }


@face.page("du-lieu/luu-giu/<uuid:deletion_id>/", name="personal_data.desk_deletion", access=OFFICIAL)
def show_deletion(request: PageRequest, deletion_id: UUID) -> HttpResponseBase:
    """One deletion: what, by which rule, by whom; a second person approves it or not."""
    return _deletion_page(request, deletion_id, {})


def _deletion_page(request: PageRequest, deletion_id: UUID, errors: dict[str, str]) -> HttpResponseBase:
    row = queries.access_deletion(actor=request.actor, deletion_id=deletion_id)
    rule = queries.retention_rules(request.at.date()).get(row.rule)
    context = {
        **_row(row, _rule_names(request)),
        "rule": rule,
        "shown": [str(each) for each in row.records[:50]],
        "more": max(0, len(row.records) - 50),
        "may_decide": row.state == DeletionState.PROPOSED
        and request.actor.can(APPROVE)
        and row.proposed_by_id != request.actor.account_id,
        "reason": request.POST.get("reason", ""),
        "errors": errors,
    }
    return render(request, "personal_data/desk/deletion.html", context, status=422 if errors else 200)


@face.page(
    "du-lieu/luu-giu/<uuid:deletion_id>/duyet/",
    name="personal_data.desk_approve_deletion",
    access=RELEASE,
    methods=("POST",),
)
def approve(request: PageRequest, deletion_id: UUID) -> HttpResponseBase:
    """Erase what was proposed."""
    try:
        actions.approve_deletion(actor=request.actor, at=request.at, deletion_id=deletion_id)
    except TinhSoError as error:
        return _deletion_page(request, deletion_id, {"reason": error.message})
    messages.success(request, gettext("Đã xóa và lập chứng nhận."))
    return redirect("personal_data.desk_deletion", deletion_id=deletion_id)


@face.page(
    "du-lieu/luu-giu/<uuid:deletion_id>/khong-duyet/",
    name="personal_data.desk_refuse_deletion",
    access=RELEASE,
    methods=("POST",),
)
def refuse(request: PageRequest, deletion_id: UUID) -> HttpResponseBase:
    """Leave what was proposed, with a reason."""
    reason = written(request.POST, "reason", 1000)
    try:
        actions.refuse_deletion(actor=request.actor, at=request.at, deletion_id=deletion_id, reason=reason)
    except TinhSoError as error:
        return _deletion_page(request, deletion_id, {"reason": error.message})
    messages.success(request, gettext("Đã ghi không duyệt."))
    return redirect("personal_data.desk_deletion", deletion_id=deletion_id)


@face.page("du-lieu/luu-giu/<uuid:deletion_id>/chung-nhan/", name="personal_data.desk_certificate", access=KEEP)
def certificate(request: PageRequest, deletion_id: UUID) -> HttpResponseBase:
    """The certificate of a deletion with its digest. Raises ``DeletionNotFound`` where nothing was erased."""
    row = queries.access_deletion(actor=request.actor, deletion_id=deletion_id)
    if row.state != DeletionState.DONE:
        raise DeletionNotFound
    headers = {"Content-Disposition": f'attachment; filename="chung-nhan-xoa-{row.id}.json"'}
    told = {"certificate": row.certificate, "sha256": row.digest}
    return JsonResponse(told, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})
