"""One step of the form a page: answering, saving while one types, coming back after the session was lost."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from tinhso.core.access import CITIZEN_OR_HELPER, PUBLIC, ActorKind
from tinhso.core.faces import PageRequest
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.portal import places
from tinhso.services.procedures.portal.drafting import open_view
from tinhso.services.procedures.portal.face import drafts_page, face, guarded_ids
from tinhso.services.procedures.portal.papers import (
    UPLOADS,
    add_papers,
    field_of,
    paper_slots,
    remove_paper,
    take_paper,
)
from tinhso.services.procedures.rules import controls as fields
from tinhso.services.procedures.schema import FormStep
from tinhso.services.procedures.types import DraftNotFound

#: What a person had typed when the session was found lost: kept in the new session until they have signed in.
UNSENT = "procedures.unsent"
LARGEST_UNSENT = 60_000
ANYBODY = replace(PUBLIC, under_mandate=True)


# Open to all because a form that arrives without a session must not be thrown away; everything else asks for a citizen.
@face.page(
    "nhap/<uuid:draft_id>/buoc/<str:step_id>/", name="procedures.draft_step", access=ANYBODY, methods=("GET", "POST")
)
def step(request: PageRequest, draft_id: UUID, step_id: str) -> HttpResponseBase:
    """Show a step, or keep its answers and go on."""
    if request.actor.kind is ActorKind.ANONYMOUS and request.method == "POST":
        return _keep_unsent(request)
    CITIZEN_OR_HELPER.check(request.actor)
    # Taken before anything else: what another person typed in this browser must not outlive the next sign-in.
    unsent = _take_unsent(request) if request.method == "GET" else None
    view = open_view(request, draft_id)
    if isinstance(view, HttpResponseRedirect):
        return view
    way, pair = places.way_to(view, step_id), view.step(step_id)
    if way is None or pair is None:
        return redirect("procedures.draft", draft_id=draft_id)
    if request.method == "GET":
        if unsent is None:
            return _draw(request, view, way)
        given = fields.read_answers(unsent, pair[0].questions, view.draft.answers)
        problems = actions.save_step(
            actor=request.actor, at=request.at, draft_id=draft_id, step_id=step_id, given=given
        )
        messages.success(request, gettext("Ông/bà đã đăng nhập lại. Những gì vừa nhập đã được giữ."))
        return _draw(request, _again(request, draft_id), way, typed=given, errors=problems)
    return _save(request, view, way)


def _save(request: PageRequest, view: queries.DraftView, way: places.Way) -> HttpResponseBase:
    draft_id, step_id = view.draft.id, way.here.key
    step_of = next(step for step, _ in view.steps if step.id == step_id)
    given = fields.read_answers(request.POST, step_of.questions, view.draft.answers)
    problems = actions.save_step(actor=request.actor, at=request.at, draft_id=draft_id, step_id=step_id, given=given)
    problems |= _take_papers(request, view, step_of)
    if "later" in request.POST:
        messages.success(request, gettext("Đã lưu bản nháp. Ông/bà có thể quay lại bất cứ lúc nào."))
        return redirect(drafts_page(request))
    after = _again(request, draft_id)
    if fields.ROW in request.POST or "remove" in request.POST or "take" in request.POST:
        # A row was changed, a file taken back, a paper of the vault taken: the page again, asking for nothing yet.
        told = fields.of_what_was_written(problems, given)
        context = _context(request, after, places.way_to(after, step_id) or way, typed=given, errors=told)
        return render(request, "procedures/portal/step.html", context)
    problems |= {
        field_of(paper.id): gettext("Cần tải lên: {paper}").format(paper=paper.name)
        for paper in after.papers_missing
        if getattr(after.placed_papers.get(paper.id), "id", "") == step_id
    }
    opened = _newly_open(request, after, step_id)
    if opened or problems:
        # A question that has only just opened has not been left out by anybody.
        told = {name: text for name, text in problems.items() if name not in opened}
        return _draw(
            request, after, places.way_to(after, step_id) or way, typed=given, errors=told, opened=bool(opened)
        )
    return HttpResponseRedirect((places.way_to(after, step_id) or way).next)


def _newly_open(request: PageRequest, view: queries.DraftView, step_id: str) -> set[str]:
    pair = view.step(step_id)
    return {question.id for question in pair[1]} - set(request.POST.getlist(fields.SHOWN)) if pair else set()


def _again(request: PageRequest, draft_id: UUID) -> queries.DraftView:
    return queries.draft_view(actor=request.actor, draft_id=draft_id, at=request.at)


def _draw(
    request: PageRequest,
    view: queries.DraftView,
    way: places.Way,
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    opened: bool = False,
) -> HttpResponse:
    context = _context(request, view, way, typed=typed, errors=errors)
    context["opened"] = opened
    return render(request, "procedures/portal/step.html", context, status=422 if errors else 200)


def _context(
    request: PageRequest,
    view: queries.DraftView,
    way: places.Way,
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    pair = view.step(way.here.key)
    drawn = fields.controls(
        pair[0] if pair else next(step for step in view.procedure.form.steps if step.id == way.here.key),
        pair[1] if pair else [],
        kept=view.written,
        names=view.names,
        typed=typed,
        errors=errors,
        gazetteer=queries.gazetteer(request.at.date()),
        prefilled=view.draft.prefilled,
    )
    return {
        "view": view,
        "way": way,
        "controls": drawn,
        "with_rows": fields.moved_with_rows(drawn),
        "errors": {**fields.told_errors(drawn), **_about_files(errors or {})},
        "alone": sum(c.applies for c in drawn) == 1,
        "slots": paper_slots(view, errors or {}),
        "with_files": any(c.applies and c.kind == "paper" for c in drawn),
        "autosave_url": reverse("procedures.draft_autosave", args=[view.draft.id, way.here.key]),
        **UPLOADS,
    }


def _about_files(errors: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in errors.items() if name.startswith(field_of(""))}


def _take_papers(request: PageRequest, view: queries.DraftView, step: FormStep) -> dict[str, str]:
    """Keep the files given for papers that this step asks for, and let go one that is taken back."""
    if "remove" in request.POST:
        remove_paper(request, view.draft.id)
    if "take" in request.POST:
        take_paper(request, view.draft.id)
    asked = {question.paper for question in step.questions if question.type == "paper"}
    return add_papers(request, view, asked) if asked else {}


@face.page(
    "nhap/<uuid:draft_id>/buoc/<str:step_id>/luu/",
    name="procedures.draft_autosave",
    access=CITIZEN_OR_HELPER,
    methods=("POST",),
)
def autosave(request: PageRequest, draft_id: UUID, step_id: str) -> HttpResponseBase:
    """Keep what has been typed so far. To htmx it answers with the questions that the answers have opened or closed."""
    with guarded_ids(request):
        view = queries.draft_view(actor=request.actor, draft_id=draft_id, at=request.at)
    step_of = next((step for step in view.procedure.form.steps if step.id == step_id), None)
    if step_of is None:
        raise DraftNotFound
    given = fields.read_answers(request.POST, step_of.questions, view.draft.answers)
    actions.save_step(actor=request.actor, at=request.at, draft_id=draft_id, step_id=step_id, given=given)
    if "HX-Request" not in request.headers:
        return HttpResponse(status=204)
    after = _again(request, draft_id)
    way = places.way_to(after, step_id)
    if way is None:
        return HttpResponse(status=204)
    context = _context(request, after, way)
    shown = set(request.POST.getlist(fields.SHOWN))
    context["controls"] = list(fields.changed(context["controls"], shown))
    return render(request, "procedures/portal/step_changes.html", context)


def _keep_unsent(request: PageRequest) -> HttpResponseBase:
    """Put a form that came without a session into the new one, and send the person to sign in and back here."""
    body = request.POST.copy()
    body.pop("csrfmiddlewaretoken", None)
    encoded = body.urlencode()
    if len(encoded) <= LARGEST_UNSENT:
        request.session[UNSENT] = {"path": request.path, "form": encoded}
    return HttpResponseRedirect(places.with_next(reverse("account_login"), request.path))


def _take_unsent(request: PageRequest) -> QueryDict | None:
    kept = request.session.pop(UNSENT, None) if UNSENT in request.session else None
    return QueryDict(kept["form"]) if kept and kept["path"] == request.path else None
