"""What the applicant does on a dossier: answers a request for papers, withdraws, rates."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.core.access import CITIZEN
from tinhso.core.faces import PageRequest
from tinhso.core.ui.forms import written
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.models import SupplementPaper
from tinhso.services.procedures.portal.dossiers import WITHDRAWING, name_of
from tinhso.services.procedures.portal.face import MB, english, face, guarded_ids, size_text
from tinhso.services.procedures.rules.told import from_vault, kept_row
from tinhso.services.vault import api as vault

STARS = [
    ("5", _("5 – Rất hài lòng")),
    ("4", _("4 – Hài lòng")),
    ("3", _("3 – Bình thường")),
    ("2", _("2 – Không hài lòng")),
    ("1", _("1 – Rất không hài lòng")),
]


@face.page(
    "ho-so/<uuid:case_id>/viec/<str:action_id>/",
    name="procedures.dossier_action",
    access=CITIZEN,
    methods=("GET", "POST"),
)
def act(request: PageRequest, case_id: UUID, action_id: str) -> HttpResponseBase:
    """One action that the flow offers to the applicant: says what it means,
    takes what it needs, asks before it is done.
    """
    with guarded_ids(request):
        case = cases.access_case(actor=request.actor, case_id=case_id)
    offered = cases.offered_actions(actor=request.actor, case=case, at=request.at)
    action = next((each for each in offered if each.id == action_id), None)
    if action is None:
        messages.info(request, gettext("Việc này không còn cần làm. Trạng thái mới nhất của hồ sơ ở ngay dưới đây."))
        return redirect("procedures.dossier", case_id=case_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        if "take" in request.POST:
            _take(request, case, action)
            return HttpResponseRedirect(request.path)
        if "remove" in request.POST:
            _remove(request, case_id)
            return HttpResponseRedirect(request.path)
        errors = _add_all(request, case, action)
        if not errors and "stay" in request.POST:
            return HttpResponseRedirect(request.path)
        if not errors:
            try:
                actions.act_as_applicant(
                    actor=request.actor,
                    at=request.at,
                    case_id=case_id,
                    action_id=action_id,
                    reason=written(request.POST, "reason", 2000),
                )
            except cases.InputMissing as error:
                errors = {("files-0" if name == "paper" else name): text for name, text in error.fields.items()}
            else:
                messages.success(request, gettext("Đã ghi nhận: {action}.").format(action=name_of(action)))
                return redirect("procedures.dossier", case_id=case.parent_id or case_id)
    return render(
        request, "procedures/portal/action.html", _context(request, case, action, errors), status=422 if errors else 200
    )


def _titles(case: cases.Case) -> list[str]:
    """The papers that were asked for, each a field; one field more for anything else."""
    asked = case.notes.get("supplement_request", {}).get("papers", [])
    return [*asked, gettext("Giấy tờ khác")]


def _take(request: PageRequest, case: cases.Case, action: cases.FlowAction) -> None:
    """Take the paper of the vault whose button was pressed: ``<number of the field>:<item>``."""
    number, _colon, item = request.POST["take"].partition(":")
    titles = _titles(case)
    if not number.isdecimal() or int(number) >= len(titles):
        return
    try:
        actions.take_supplement(
            actor=request.actor,
            at=request.at,
            case_id=case.id,
            action_id=action.id,
            title=titles[int(number)],
            item_id=UUID(item),
        )
    except (ValueError, vault.ItemNotFound):
        messages.warning(request, gettext("Giấy tờ này không còn dùng lại được. Xin tải bản khác lên."))


def _remove(request: PageRequest, case_id: UUID) -> None:
    try:
        paper_id = UUID(request.POST["remove"])
    except ValueError:
        return
    actions.remove_supplement(actor=request.actor, at=request.at, case_id=case_id, paper_id=paper_id)


def _add_all(request: PageRequest, case: cases.Case, action: cases.FlowAction) -> dict[str, str]:
    """Keep every file that can be kept; what is wrong with the others, by field."""
    errors: dict[str, list[str]] = {}
    if "paper" not in action.needs:
        return {}
    for number, title in enumerate(_titles(case)):
        for upload in request.FILES.getlist(f"files-{number}"):
            try:
                actions.add_supplement(
                    actor=request.actor, at=request.at, case_id=case.id, action_id=action.id, title=title,
                    upload=upload, name=upload.name or "",
                )  # fmt: skip
            except (files.FileRefused, files.ScannerUnavailable) as error:
                errors.setdefault(f"files-{number}", []).append(error.message)
    return {name: " ".join(told) for name, told in errors.items()}


def _context(
    request: PageRequest, case: cases.Case, action: cases.FlowAction, errors: dict[str, str]
) -> dict[str, Any]:
    uploaded = queries.supplement_papers(actor=request.actor, case_id=case.id) if "paper" in action.needs else []
    titles = _titles(case)
    kept = queries.kept_for_supplement(case, titles, request.at) if "paper" in action.needs else {}
    taken = {(each.title, each.item_id) for each in uploaded}
    rows = [
        {
            "title": title,
            "field": f"files-{number}",
            "error": errors.get(f"files-{number}", ""),
            "files": [_row(each) for each in uploaded if _place(each, titles) == number],
            "kept": [kept_row(str(number), one) for one in kept.get(title, []) if (title, one.id) not in taken],
            "other": number == len(titles) - 1,
        }
        for number, title in enumerate(titles)
    ]
    return {
        "case": case,
        "action": action,
        "title": name_of(action),
        "confirm": action.confirm_en if english() and action.confirm_en else action.confirm,
        "danger": bool(WITHDRAWING & set(action.effects)),
        "fees": queries.fee_of(case) if WITHDRAWING & set(action.effects) else None,
        "brought": case.receiving_unit if case.channel != cases.Channel.ONLINE else None,
        "back": reverse("procedures.dossier", args=[case.parent_id or case.id]),
        "takes_papers": "paper" in action.needs,
        "takes_reason": "reason" in action.needs,
        "reason": request.POST.get("reason", ""),
        "request_for_papers": case.notes.get("supplement_request"),
        "rows": rows if "paper" in action.needs else [],
        "errors": errors,
        "scanned": files.scanning_is_on(),
        "accept": files.POLICY.accept_attribute,
        "max_mb": files.POLICY.max_bytes // MB,
    }


def _place(each: SupplementPaper, titles: list[str]) -> int:
    """The field under which a file is listed; the last one is for everything that was not asked for by name."""
    return titles.index(each.title) if each.title in titles else len(titles) - 1


def _row(each: SupplementPaper) -> dict[str, str]:
    return {
        "name": each.file.original_name,
        "note": from_vault(each.item) if each.item else size_text(each.file.size),
        "remove_name": "remove",
        "remove_value": str(each.id),
    }


@face.page("ho-so/<uuid:case_id>/danh-gia/", name="procedures.rate", access=CITIZEN, methods=("GET", "POST"))
def rate(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """How was it? One to five, and words if any."""
    with guarded_ids(request):
        case = cases.access_case(actor=request.actor, case_id=case_id)
    if case.finished_at is None or case.parent_id is not None or queries.rating_of(case_id) is not None:
        return redirect("procedures.dossier", case_id=case_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        stars = request.POST.get("stars", "")
        if stars in dict(STARS):
            comment = written(request.POST, "comment", 2000)
            actions.rate_dossier(actor=request.actor, at=request.at, case_id=case_id, stars=int(stars), comment=comment)
            messages.success(request, gettext("Cảm ơn ông/bà đã đánh giá."))
            return redirect("procedures.dossier", case_id=case_id)
        errors = {"stars": gettext("Chọn một mức từ 1 đến 5.")}
    context = {
        "case": case,
        "stars": STARS,
        "chosen": request.POST.get("stars", ""),
        "comment": request.POST.get("comment", ""),
        "errors": errors,
    }
    return render(request, "procedures/portal/rate.html", context, status=422 if errors else 200)
