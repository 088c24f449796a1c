"""Writing a dossier: beginning, choosing the office, leaving and coming back, checking, filing."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.access import CITIZEN, CITIZEN_OR_HELPER
from tinhso.core.faces import PageRequest
from tinhso.core.i18n import named
from tinhso.core.text import fold
from tinhso.core.ui.forms import as_uuid, written
from tinhso.engines.cases import api as cases
from tinhso.foundation.organisation.api import UnitInfo
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.portal import places
from tinhso.services.procedures.portal.dossiers import part_shown, parts_shown
from tinhso.services.procedures.portal.face import english, face, guarded_ids, language
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.rules import needs
from tinhso.services.procedures.rules.delivery import delivery_problems, zone_of
from tinhso.services.procedures.types import DeliveryInvalid, DraftNotFound, FormInvalid, NoSuchUnit, PapersMissing

#: With more offices than these a search box comes first.
FEW_OFFICES = 8


@face.page("thu-tuc/<str:code>/nop/", name="procedures.start", access=CITIZEN, methods=("GET", "POST"))
def start(request: PageRequest, code: str) -> HttpResponseBase:
    """Before the first question: what to have at hand, and drafts of the same procedure to go on with."""
    if request.method == "POST":
        draft = actions.start_draft(actor=request.actor, at=request.at, code=code)
        return redirect("procedures.draft", draft_id=draft.id)
    item = queries.procedure(code, request.at.date())
    context = {
        "item": item,
        "drafts": [draft for draft in queries.drafts_of(request.actor) if draft.procedure == code],
        "papers": needs.papers_needed(item, None, english=english()),
    }
    return render(request, "procedures/portal/start.html", context)


def open_view(request: PageRequest, draft_id: UUID) -> queries.DraftView | HttpResponseRedirect:
    """The draft with everything; or the way to the dossier that it has become."""
    try:
        return queries.draft_view(actor=request.actor, draft_id=draft_id, at=request.at, english=english())
    except DraftNotFound:
        filed = queries.case_of_draft(actor=request.actor, draft_id=draft_id)
        if filed is None:
            with guarded_ids(request):
                raise
    return HttpResponseRedirect(filed_page(request, filed))


def filed_page(request: PageRequest, case: cases.Case) -> str:
    """Where somebody goes who has filed: to the dossier; a helper to whom they help."""
    if request.actor.mandate_id is not None:
        return reverse("procedures.help", args=[request.actor.mandate_id])
    return reverse("procedures.filed", args=[case.id])


@face.page("nhap/", name="procedures.drafts", access=CITIZEN)
def drafts(request: PageRequest) -> HttpResponseBase:
    """What the person is still writing; what was just thrown away can be taken back."""
    known = queries.procedures_on(request.at.date())
    rows = [(draft, known.get(draft.procedure)) for draft in queries.drafts_of(request.actor)]
    return render(request, "procedures/portal/drafts.html", {"rows": rows, "undo": as_uuid(request.GET.get("bo", ""))})


@face.page("nhap/<uuid:draft_id>/", name="procedures.draft", access=CITIZEN_OR_HELPER)
def draft(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """Go on where one stopped."""
    view = open_view(request, draft_id)
    return view if isinstance(view, HttpResponseRedirect) else redirect(places.resume_at(view).url)


@face.page("nhap/<uuid:draft_id>/bo/", name="procedures.discard", access=CITIZEN, methods=("POST",))
def discard(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """Throw a draft away; the list then offers to take it back."""
    with guarded_ids(request):
        actions.discard_draft(actor=request.actor, at=request.at, draft_id=draft_id)
    return HttpResponseRedirect(f"{reverse('procedures.drafts')}?bo={draft_id}")


@face.page("nhap/<uuid:draft_id>/lay-lai/", name="procedures.restore", access=CITIZEN, methods=("POST",))
def restore(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """Take a draft back."""
    with guarded_ids(request):
        actions.restore_draft(actor=request.actor, at=request.at, draft_id=draft_id)
    messages.success(request, gettext("Đã lấy lại bản nháp."))
    return redirect("procedures.drafts")


@face.page(
    "nhap/<uuid:draft_id>/co-quan/", name="procedures.draft_office", access=CITIZEN_OR_HELPER, methods=("GET", "POST")
)
def office(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """Which office shall decide: found by name without accents where there are many."""
    view = open_view(request, draft_id)
    if isinstance(view, HttpResponseRedirect):
        return view
    way = places.way_to(view, places.OFFICE)
    if way is None:
        return redirect("procedures.draft", draft_id=draft_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            chosen = UUID(request.POST.get("unit", ""))
            actions.choose_unit(actor=request.actor, at=request.at, draft_id=draft_id, unit_id=chosen)
        except (ValueError, NoSuchUnit):
            errors = {"unit": gettext("Chọn nơi giải quyết hồ sơ.")}
        else:
            return HttpResponseRedirect(way.next)
    text = written(request.GET, "q", longest=100)
    found = _matching(view.units, text)
    context = {
        "view": view,
        "way": way,
        "errors": errors,
        "text": text,
        "options": _options(found),
        "chosen": str(view.draft.unit_id or ""),
        "chosen_unit": next((unit for unit in view.units if unit.id == view.draft.unit_id), None),
        "many": len(view.units) > FEW_OFFICES,
        "open": bool(text) or bool(errors) or len(view.units) <= FEW_OFFICES,
        "total": len(view.units),
    }
    template = "procedures/portal/office_list.html" if _is_fragment(request) else "procedures/portal/office.html"
    return render(request, template, context, status=422 if errors else 200)


def _matching(units: list[UnitInfo], text: str) -> list[UnitInfo]:
    """Offices whose name holds the whole phrase, accents ignored; where none does,
    those that hold each of its words.
    """
    phrase = " ".join(fold(text).split())
    found = [unit for unit in units if phrase in unit.name_folded]
    return found or [unit for unit in units if all(word in unit.name_folded for word in phrase.split())]


def _options(units: list[UnitInfo]) -> list[tuple[str, str]]:
    return [(str(unit.id), unit.name_en if english() and unit.name_en else unit.name) for unit in units]


def _is_fragment(request: PageRequest) -> bool:
    return request.method == "GET" and "HX-Request" in request.headers


@face.page(
    "nhap/<uuid:draft_id>/kiem-tra/", name="procedures.draft_check", access=CITIZEN_OR_HELPER, methods=("GET", "POST")
)
def check(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """Everything once more on one page; the button files it, once however often it is pressed."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with guarded_ids(request):
                case = actions.submit_draft(actor=request.actor, at=request.at, draft_id=draft_id)
        except (DeliveryInvalid, FormInvalid, PapersMissing, NoSuchUnit) as error:
            errors = {"@": error.message}
        else:
            return HttpResponseRedirect(filed_page(request, case))
    view = open_view(request, draft_id)
    if isinstance(view, HttpResponseRedirect):
        return view
    context = _check_context(request, view)
    context["errors"] = errors if errors and not context["lacking"] else {}
    return render(request, "procedures/portal/check.html", context, status=422 if errors else 200)


def _check_context(request: PageRequest, view: queries.DraftView) -> dict[str, Any]:
    way = places.way_to(view, places.CHECK)
    given = {paper.paper for paper in view.papers}
    unit = next((unit for unit in view.units if unit.id == view.draft.unit_id), None)
    return {
        "view": view,
        "way": way,
        "sections": [_section(view, step, questions) for step, questions in view.steps],
        "office": (unit.name_en if english() and unit.name_en else unit.name) if unit else "",
        "office_url": reverse("procedures.draft_office", args=[view.draft.id]) if len(view.units) > 1 else "",
        "papers": [
            (
                paper,
                [each for each in view.papers if each.paper == paper.id],
                paper.id in given,
                places.paper_url(view, paper.id),
            )
            for paper in view.papers_needed
        ],
        "fees": view.fees,
        "fee_total": sum(line.amount for line in view.fees),
        "expected": queries.expected_for(view, request.at, language=language()) if view.units else None,
        "parts": [
            part_shown(part, request.at) for part in queries.expected_parts(view, request.at, language=language())
        ],
        "lacking": _lacking(view, request.at.date()),
        "delivery": view.draft.delivery,
        "zone": zone_of(view.draft.delivery, queries.post_rules(request.at.date())),
        "delivery_url": reverse("procedures.draft_delivery", args=[view.draft.id])
        if queries.post_zones(request.at.date())
        else "",
    }


def _section(view: queries.DraftView, step: Any, questions: list[Any]) -> dict[str, Any]:
    answers = view.answers
    url = places.step_url(view.draft.id, step.id)
    rows = [
        {
            "label": named(question, "label"),
            "value": form_rules.answer_shown(question, answers.get(question.id), english=english()),
            "change_url": f"{url}#{question.id}",
        }
        for question in questions
        if question.type != "paper"
    ]
    return {"title": step.title_en if english() and step.title_en else step.title, "rows": rows}


def _lacking(view: queries.DraftView, day: date) -> list[dict[str, str]]:
    """What must still be done before filing, each with the page where it is done."""
    found = []
    if view.draft.unit_id is None and view.units:
        found.append(
            {
                "text": gettext("Chọn nơi giải quyết hồ sơ."),
                "url": reverse("procedures.draft_office", args=[view.draft.id]),
            }
        )
    for step, questions in view.steps:
        labels = {question.id: named(question, "label") for question in questions}
        for name, text in view.problems.items():
            label = labels.get(name.partition("-")[0])
            if label:
                row = name.split("-")[1:2]
                where = f"{label} {int(row[0]) + 1}" if row else label
                url = f"{places.step_url(view.draft.id, step.id)}#{name}"
                found.append({"text": f"{where} – {text}", "url": url})
    url = reverse("procedures.draft_delivery", args=[view.draft.id])
    wrong = delivery_problems(view.draft.delivery, queries.post_zones(day))
    found += [{"text": text, "url": f"{url}#{name}"} for name, text in wrong.items()]
    found += [
        {
            "text": gettext("Tải lên: {paper}").format(paper=paper.name),
            "url": f"{places.paper_url(view, paper.id)}#paper-{paper.id}",
        }
        for paper in view.papers_missing
    ]
    return found


@face.page("ho-so/<uuid:case_id>/da-nop/", name="procedures.filed", access=CITIZEN)
def filed(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """The dossier's code, QR and promised date, and what happens next."""
    with guarded_ids(request):
        case = cases.access_case(actor=request.actor, case_id=case_id)
    item = queries.procedure_of_case(case)
    context = {
        "case": case,
        "item": item,
        "reason": case.notes.get("promise", {}).get(language(), ""),
        "track_url": track_url(case),
        "fee": case.data.get("fee", 0),
        "parts": parts_shown(request, case, queries.parts_by_whole([case]).get(case.id, [])),
    }
    return render(request, "procedures/portal/filed.html", context)


def track_url(case: cases.Case) -> str:
    """The public address under which anyone who holds the code follows a dossier."""
    return f"{settings.PUBLIC_URL}{reverse('procedures.track')}?ma={case.code}"
