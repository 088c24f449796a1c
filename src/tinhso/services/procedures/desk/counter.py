"""The counter: a paper dossier taken in by keyboard alone, from finding the procedure to printing the receipt."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.faces import PageRequest, drawn_blocks
from tinhso.core.i18n import format_money
from tinhso.core.ui.forms import as_uuid
from tinhso.engines.cases import api as cases
from tinhso.foundation.files import api as files
from tinhso.services.procedures import actions, queries, serving
from tinhso.services.procedures.desk.dossier import MB
from tinhso.services.procedures.desk.face import RECEIVE, english, face, name_of
from tinhso.services.procedures.rules import controls as fields
from tinhso.services.procedures.rules import needs
from tinhso.services.procedures.rules.delivery import FIELDS
from tinhso.services.procedures.rules.told import from_vault, kept_row
from tinhso.services.procedures.schema import FormStep
from tinhso.services.procedures.types import (
    DeliveryInvalid,
    DraftNotFound,
    FormInvalid,
    MandateCodeWrong,
    MandateIncomplete,
    MandateNeeded,
    MandateWay,
    NoSuchUnit,
    PapersMissing,
    counter_blocks,
)

FOUND_AT_MOST, RECENT_AT_MOST = 12, 6
#: Hidden fields in which the browser says which papers it showed.
PAPERS_SHOWN = "_papers"


@face.page("tiep-nhan/", name="procedures.counter", access=RECEIVE)
def counter(request: PageRequest) -> HttpResponseBase:
    """Find the procedure: those used last on top, the others by a few words without accents."""
    text = request.GET.get("q", "").strip()[:120]
    day = request.at.date()
    known = queries.procedures_on(day)
    last = queries.recently_received(actor=request.actor, day=day, limit=RECENT_AT_MOST)
    found = (
        queries.search_procedures(text, day, limit=FOUND_AT_MOST)
        if text
        else last or queries.most_used(request.at, RECENT_AT_MOST)
    )
    fields_by_id = {item.id: item for item in queries.fields_of_administration()}
    context = {
        "text": text,
        "rows": [{"item": item, "field": name_of(fields_by_id[item.field]), "name": name_of(item)} for item in found],
        "is_recent": not text and bool(last),
        "drafts": [
            (draft, known.get(draft.procedure)) for draft in queries.drafts_of(request.actor) if draft.at_counter
        ],
        "blocks": drawn_blocks(counter_blocks.values(), request),
    }
    template = (
        "procedures/desk/counter_list.html" if "HX-Request" in request.headers else "procedures/desk/counter.html"
    )
    return render(request, template, context)


@face.page("tiep-nhan/thu-tuc/<str:code>/", name="procedures.counter_start", access=RECEIVE, methods=("POST",))
def start(request: PageRequest, code: str) -> HttpResponseBase:
    """Begin a dossier at the counter."""
    draft = actions.start_draft(actor=request.actor, at=request.at, code=code, at_counter=True)
    return redirect("procedures.counter_draft", draft_id=draft.id)


@face.page("tiep-nhan/<uuid:draft_id>/", name="procedures.counter_draft", access=RECEIVE, methods=("GET", "POST"))
def draft(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """The whole dossier on one page; receiving it files it once, however often the button is pressed."""
    earlier = queries.case_of_draft(actor=request.actor, draft_id=draft_id)
    if earlier is not None:
        return redirect("procedures.counter_done", case_id=earlier.id)
    view = _view(request, draft_id)
    if request.method == "GET":
        actions.record_offered(actor=request.actor, at=request.at, view=view)
        return _draw(request, view)
    if "discard" in request.POST:
        actions.discard_draft(actor=request.actor, at=request.at, draft_id=draft_id)
        messages.success(request, gettext("Đã bỏ hồ sơ đang nhập."))
        return redirect("procedures.counter")
    if "remove" in request.POST:
        _remove(request, draft_id)
    if "take" in request.POST:
        _take(request, draft_id)
    typed, errors = _save(request, view)
    if "mandate" in request.POST:
        told = {**fields.of_what_was_written(errors, typed), **_mandate(request, draft_id)}
        return _draw(request, _view(request, draft_id), typed=typed, errors=told)
    view = _view(request, draft_id)
    opened = _opened(request, view)
    told = {name: text for name, text in errors.items() if name not in opened}
    if "receive" not in request.POST:
        told = fields.of_what_was_written(told, typed)
    if "receive" not in request.POST or told or opened:
        return _draw(request, view, typed=typed, errors=told, opened=bool(opened))
    try:
        case = actions.submit_draft(actor=request.actor, at=request.at, draft_id=draft_id)
    except PapersMissing:
        missing = {field_of(p.id): gettext("Cần quét: {paper}").format(paper=p.name) for p in view.papers_missing}
        return _draw(request, view, typed=typed, errors=missing)
    except (DeliveryInvalid, FormInvalid, NoSuchUnit, MandateNeeded) as error:
        return _draw(request, view, typed=typed, errors=error.fields or {"@": error.message})
    return redirect("procedures.counter_done", case_id=case.id)


@face.page("tiep-nhan/<uuid:draft_id>/luu/", name="procedures.counter_save", access=RECEIVE, methods=("POST",))
def save(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """Keep what is typed; to htmx it answers with the questions and papers that the answers have opened or closed."""
    view = _view(request, draft_id)
    _save(request, view, with_files=False)
    if "HX-Request" not in request.headers:
        return HttpResponse(status=204)
    after = _view(request, draft_id)
    context = _context(request, after)
    shown = set(request.POST.getlist(fields.SHOWN))
    papers = set(request.POST.getlist(PAPERS_SHOWN))
    for section in context["sections"]:
        section["controls"] = list(fields.changed(section["controls"], shown))
    context["papers"] = [row for row in context["papers"] if row["applies"] != (row["id"] in papers)]
    return render(request, "procedures/desk/counter_changes.html", context)


@face.page("tiep-nhan/<uuid:draft_id>/giay-to/<uuid:paper_id>/", name="procedures.counter_file", access=RECEIVE)
def scanned(request: PageRequest, draft_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """A paper that was scanned in, to look at."""
    return serving.draft_file(actor=request.actor, at=request.at, draft_id=draft_id, paper_id=paper_id)


@face.page("tiep-nhan/xong/<uuid:case_id>/", name="procedures.counter_done", access=RECEIVE)
def done(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """The dossier is received: its code, the promised date, the receipt to print, and the next one by one key."""
    case = cases.access_case(actor=request.actor, case_id=case_id)
    # Of a linked dossier the part that began is received, and its receipt is the one to print.
    received = [case, *queries.parts_by_whole([case]).get(case.id, [])]
    receipts = (
        reverse("procedures.desk_form", args=[each.id, action.paper_form])
        for each in received
        for action in cases.flow_of(each.version_id).actions
        if action.id in each.performed and action.paper_form
    )
    context = {
        "case": case,
        "name": name_of(case.type),
        "reason": case.notes.get("promise", {}).get("en" if english() else "vi", ""),
        "fee": case.data.get("fee", 0),
        "receipt_url": next(receipts, ""),
        "type_code": case.settings["type_code"],
        "blocks": drawn_blocks(counter_blocks.values(), request),
    }
    return render(request, "procedures/desk/counter_done.html", context)


def field_of(paper_id: str) -> str:
    """The name of a paper's file field."""
    return f"paper-{paper_id}"


def _view(request: PageRequest, draft_id: UUID) -> queries.DraftView:
    view = queries.draft_view(actor=request.actor, draft_id=draft_id, at=request.at, english=english())
    if not view.draft.at_counter:
        raise DraftNotFound
    return view


def _remove(request: PageRequest, draft_id: UUID) -> None:
    paper_id = as_uuid(request.POST["remove"])
    if paper_id:
        actions.remove_paper(actor=request.actor, at=request.at, draft_id=draft_id, paper_id=paper_id)


def _mandate(request: PageRequest, draft_id: UUID) -> dict[str, str]:
    """Record a mandate by paper, ask the citizen for a code, or take the code; what is wrong, by field."""
    try:
        if request.POST["mandate"] == "paper":
            upload = request.FILES.get("evidence")
            actions.record_mandate(
                actor=request.actor,
                at=request.at,
                draft_id=draft_id,
                bearer_name=request.POST.get("bearer_name", "").replace("\x00", ""),
                upload=upload,
                name=(upload.name or "") if upload else "",
            )
            messages.success(request, gettext("Đã ghi ủy quyền bằng văn bản."))
        elif request.POST["mandate"] == "ask":
            actions.ask_mandate(actor=request.actor, at=request.at, draft_id=draft_id)
            told = gettext("Nếu số căn cước này có tài khoản, người dân thấy mã ở trang Ủy quyền. Hỏi mã rồi nhập.")
            messages.info(request, told)
        else:
            code = request.POST.get("code", "")[:20]
            actions.confirm_mandate(actor=request.actor, at=request.at, draft_id=draft_id, code=code)
            messages.success(request, gettext("Người dân đã xác nhận. Hồ sơ được nộp bằng tài khoản của họ."))
    except (MandateIncomplete, MandateCodeWrong) as error:
        return dict(error.fields)
    except MandateNeeded:
        return {"@": gettext("Điền số căn cước của người dân trước.")}
    except (files.FileRefused, files.ScannerUnavailable) as error:
        return {"evidence": error.message}
    return {}


def _take(request: PageRequest, draft_id: UUID) -> None:
    paper, _colon, item = request.POST["take"].partition(":")
    item_id = as_uuid(item)
    if item_id:
        actions.take_paper(actor=request.actor, at=request.at, draft_id=draft_id, paper=paper, item_id=item_id)


def _save(
    request: PageRequest, view: queries.DraftView, *, with_files: bool = True
) -> tuple[dict[str, Any], dict[str, str]]:
    """Keep everything that was sent, step by step: what was typed, and what is wrong with it by question."""
    shown = set(request.POST.getlist(fields.SHOWN))
    typed: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for step in view.procedure.form.steps:
        if not shown & {question.id for question in step.questions}:
            continue
        given = fields.read_answers(request.POST, step.questions, view.draft.answers)
        typed.update(given)
        errors.update(
            actions.save_step(actor=request.actor, at=request.at, draft_id=view.draft.id, step_id=step.id, given=given)
        )
    if "delivery_shown" in request.POST:
        errors.update(_save_delivery(request, view))
    unit_id = as_uuid(request.POST.get("unit", ""))
    if unit_id and unit_id != view.draft.unit_id:
        try:
            actions.choose_unit(actor=request.actor, at=request.at, draft_id=view.draft.id, unit_id=unit_id)
        except NoSuchUnit as error:
            errors["unit"] = error.message
    return typed, {**errors, **(_add_papers(request, view) if with_files else {})}


def _save_delivery(request: PageRequest, view: queries.DraftView) -> dict[str, str]:
    """Keep where the post shall bring the result; what is wrong with it, by field."""
    given = {name: request.POST.get(f"post_{name}", "") for name in FIELDS} if "by_post" in request.POST else None
    problems = actions.choose_delivery(actor=request.actor, at=request.at, draft_id=view.draft.id, delivery=given)
    return {f"post_{name}": text for name, text in problems.items()}


def _add_papers(request: PageRequest, view: queries.DraftView) -> dict[str, str]:
    """Keep every scan that can be kept; what is wrong with the others, by field."""
    errors: dict[str, list[str]] = {}
    for paper in view.procedure.papers:
        for upload in request.FILES.getlist(field_of(paper.id)):
            try:
                actions.add_paper(
                    actor=request.actor,
                    at=request.at,
                    draft_id=view.draft.id,
                    paper=paper.id,
                    upload=upload,
                    name=upload.name or "",
                )
            except (files.FileRefused, files.ScannerUnavailable) as error:
                errors.setdefault(field_of(paper.id), []).append(error.message)
    return {name: " ".join(told) for name, told in errors.items()}


def _opened(request: PageRequest, view: queries.DraftView) -> set[str]:
    """Questions that apply now and that the browser has not shown yet."""
    shown = set(request.POST.getlist(fields.SHOWN))
    return {question.id for _, questions in view.steps for question in questions} - shown


def _draw(
    request: PageRequest,
    view: queries.DraftView,
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    opened: bool = False,
) -> HttpResponseBase:
    blocks = drawn_blocks(counter_blocks.values(), request)
    context = _context(request, view, typed=typed, errors=errors) | {"opened": opened, "blocks": blocks}
    return render(request, "procedures/desk/counter_draft.html", context, status=422 if errors else 200)


def _context(
    request: PageRequest,
    view: queries.DraftView,
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    applicable = {step.id: questions for step, questions in view.steps}
    gazetteer = queries.gazetteer(request.at.date())
    total = sum(line.amount for line in view.fees)
    sections = [_section(step, applicable, view, typed, errors, gazetteer) for step in view.procedure.form.steps]
    told = {name: text for section in sections for name, text in fields.told_errors(section["controls"]).items()}
    asked = {question.id for _step, question in view.procedure.form.questions()}
    others = {name: text for name, text in (errors or {}).items() if name.partition("-")[0] not in asked}
    return {
        "view": view,
        "name": name_of(view.procedure),
        "errors": {**others, **told},
        "sections": sections,
        "with_rows": fields.moved_with_rows(one for section in sections for one in section["controls"]),
        "papers": _papers(view, errors or {}),
        "units": [(str(unit.id), name_of(unit)) for unit in view.units] if len(view.units) > 1 else [],
        "unit_id": str(view.draft.unit_id or ""),
        "mandate": view.draft.mandate if queries.is_confirmed(view.draft.mandate) else None,
        "mandate_way": MandateWay(view.draft.mandate.way).label if view.draft.mandate else "",
        "code_asked": view.draft.mandate is not None and not queries.is_confirmed(view.draft.mandate),
        "fees": view.fees,
        "fee_total": total,
        "expected": queries.expected_for(view, request.at, language="en" if english() else "vi")
        if view.units
        else None,
        "delivery": view.draft.delivery,
        "zones": [
            (zone.id, f"{name_of(zone)}: {format_money(zone.fee)}")
            for rules in [queries.post_rules(request.at.date())]
            if rules
            for zone in rules.zones
        ],
        "autosave_url": reverse("procedures.counter_save", args=[view.draft.id]),
        "accept": files.POLICY.accept_attribute,
        "max_mb": files.POLICY.max_bytes // MB,
        "scanned": files.scanning_is_on(),
    }


def _section(
    step: FormStep,
    applicable: Mapping[str, Any],
    view: queries.DraftView,
    typed: Mapping[str, Any] | None,
    errors: Mapping[str, str] | None,
    gazetteer: fields.Gazetteer,
) -> dict[str, Any]:
    drawn = fields.controls(
        step,
        applicable.get(step.id, []),
        kept=view.written,
        names=view.names,
        typed=typed,
        errors=errors,
        gazetteer=gazetteer,
    )
    title = step.title_en if english() and step.title_en else step.title
    return {
        "id": step.id,
        "title": title,
        "applies": step.id in applicable,
        # Papers are scanned in one place of this page, for all steps together.
        "controls": [replace(one, alone=False) for one in drawn if one.kind != "paper"],
    }


def _papers(view: queries.DraftView, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    needed = {paper.id: paper for paper in view.papers_needed}
    rows = []
    for paper in needs.papers_needed(view.procedure, None, english=english()):
        now = needed.get(paper.id)
        rows.append(
            {
                "id": paper.id,
                "field": field_of(paper.id),
                "name": paper.name,
                "applies": now is not None,
                "optional": now is not None and not now.required,
                "hint": gettext("Có thể thay bằng: {other}").format(other=paper.replaceable_by)
                if paper.replaceable_by
                else "",
                "error": errors.get(field_of(paper.id), ""),
                "files": [_file(view, each) for each in view.papers if each.paper == paper.id],
                "kept": [kept_row(paper.id, one) for one in view.kept.get(paper.id, [])],
            }
        )
    return rows


def _file(view: queries.DraftView, each: Any) -> dict[str, str]:
    return {
        "name": each.file.original_name,
        "url": reverse("procedures.counter_file", args=[view.draft.id, each.id]),
        "note": from_vault(each.item) if each.item else "",
        "remove_name": "remove",
        "remove_value": str(each.id),
    }
