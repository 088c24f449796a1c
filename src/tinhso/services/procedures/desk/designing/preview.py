"""A form being designed as citizens see it: any step, and the whole form tried from the first step to the sum.

The pages are the citizens' own. What is typed stays in the session of who tries, for as long as they try.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from pydantic import ValidationError

from tinhso.core.access import OFFICIAL
from tinhso.core.faces import PageRequest
from tinhso.services.procedures import queries
from tinhso.services.procedures.desk.designing.fields import TIME_UNITS
from tinhso.services.procedures.desk.designing.pages import BASE
from tinhso.services.procedures.desk.designing.work import Work, open_work
from tinhso.services.procedures.desk.face import english, face
from tinhso.services.procedures.rules import controls, designing, needs
from tinhso.services.procedures.rules import form as form_rules
from tinhso.services.procedures.schema import Form, FormStep, ProcedureObject, Question

#: Where the answers of a try are kept.
TRIED: Final = "procedures.tried"
CHANNEL: Final = "online"
#: A preview may stand in a frame of the designer; nothing else of it differs from the citizens' pages.
_FRAMED: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'self'"
)


@face.page(f"{BASE}xem-thu/<int:step>/", name="procedures.design_preview", access=OFFICIAL, methods=("GET", "POST"))
def preview(request: PageRequest, change_set_id: UUID, code: str, step: int) -> HttpResponseBase:
    """One step as a citizen sees it; answering goes on to the next step that applies. ``?lai`` begins anew."""
    work = open_work(request, change_set_id, code)
    form = _form(work)
    if form is None or step >= len(form.steps):
        return _framed(render(request, "procedures/desk/design_no_preview.html", {"work": work}))
    mark = f"{change_set_id}:{code}"
    answers = {} if "lai" in request.GET and request.method == "GET" else _kept(request, mark)
    form = _asking(request, form, form.steps[step], answers)
    here = form.steps[step]
    if request.method == "GET":
        _keep(request, mark, answers)
        return _framed(_draw(request, work, form, here, answers))
    given = controls.read_answers(request.POST, here.questions, answers)
    before = {question.id for question in _open(request, form, here, answers)}
    shown = set(request.POST.getlist(controls.SHOWN))
    today = request.at.date()
    answers, problems = form_rules.answer_step(
        form, here.id, answers, given, today=today, channel=CHANNEL, places=queries.PlacesOn(today)
    )
    _keep(request, mark, answers)
    if controls.ROW in request.POST:
        told = controls.of_what_was_written(problems, given)
        context = _context(request, work, form, here, answers, typed=given, errors=told)
        return _framed(render(request, "procedures/portal/step.html", context))
    if "HX-Request" in request.headers:
        return _opened(request, work, form, here, answers, shown)
    opened = {question.id for question in _open(request, form, here, answers)} - (shown or before)
    if problems or opened:
        told = {key: text for key, text in problems.items() if key not in opened}
        return _framed(_draw(request, work, form, here, answers, typed=given, errors=told, opened=bool(opened)))
    return _go_on(request, work, form, here, answers)


@face.page(f"{BASE}thu/", name="procedures.design_tried", access=OFFICIAL)
def tried(request: PageRequest, change_set_id: UUID, code: str) -> HttpResponseBase:
    """The end of a try: the answers, and which papers, fees and deadline they lead to."""
    work = open_work(request, change_set_id, code)
    answers = _kept(request, f"{change_set_id}:{code}")
    try:
        item = ProcedureObject.model_validate(designing.closed(work.body))
    except ValidationError:
        return _framed(render(request, "procedures/desk/design_no_preview.html", {"work": work}))
    today = request.at.date()
    applicable = list(form_rules.applicable(item.form, answers, today=today, channel=CHANNEL))
    kept = form_rules.only_applicable(item.form, answers, today=today, channel=CHANNEL)
    names = form_rules.context(kept, item.form, today=today, channel=CHANNEL)
    fees, rule = needs.fee_lines(item, names, english=english()), needs.deadline_for(item, names)
    context = {
        "item": item,
        "sections": [_section(step, questions, kept) for step, questions in applicable],
        "papers": needs.papers_needed(item, names, english=english()),
        "fees": fees,
        "fee_total": sum(line.amount for line in fees),
        "deadline_text": f"{rule.value} {gettext(dict(TIME_UNITS)[rule.unit])}",
        "again": reverse("procedures.design_preview", args=[change_set_id, code, 0]) + "?lai",
        "form_url": reverse("procedures.design_part", args=[change_set_id, code, "to-khai"]),
    }
    return _framed(render(request, "procedures/desk/design_tried.html", context))


def _section(step: FormStep, questions: list[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        {
            "label": question.label_en if english() and question.label_en else question.label,
            "value": form_rules.answer_shown(question, answers.get(question.id), english=english()) or "–",
        }
        for question in questions
        if question.type != "paper"
    ]
    return {"title": step.title_en if english() and step.title_en else step.title, "rows": rows}


def _form(work: Work) -> Form | None:
    """The form as it stands; None while it is not whole."""
    try:
        return Form.model_validate(work.body.get("form"))
    except ValidationError:
        return None


def _kept(request: PageRequest, mark: str) -> dict[str, Any]:
    found = request.session.get(TRIED) or {}
    return dict(found.get("answers", {})) if found.get("mark") == mark else {}


def _keep(request: PageRequest, mark: str, answers: Mapping[str, Any]) -> None:
    request.session[TRIED] = {"mark": mark, "answers": dict(answers)}


def _asking(request: PageRequest, form: Form, step: FormStep, answers: Mapping[str, Any]) -> Form:
    """The form as it is; with a step that answers leave out asked whole, so that it can be looked at."""
    if _open(request, form, step, answers):
        return form
    questions = tuple(each.model_copy(update={"when": None}) for each in step.questions)
    whole = step.model_copy(update={"when": None, "questions": questions})
    return form.model_copy(update={"steps": tuple(whole if each is step else each for each in form.steps)})


def _open(request: PageRequest, form: Form, step: FormStep, answers: Mapping[str, Any]) -> list[Question]:
    """The questions of a step that apply."""
    applicable = form_rules.applicable(form, answers, today=request.at.date(), channel=CHANNEL)
    return next((questions for each, questions in applicable if each.id == step.id), [])


def _go_on(
    request: PageRequest, work: Work, form: Form, step: FormStep, answers: Mapping[str, Any]
) -> HttpResponseBase:
    ids = [each.id for each, _ in form_rules.applicable(form, answers, today=request.at.date(), channel=CHANNEL)]
    order = [each.id for each in form.steps]
    following = [order.index(each) for each in ids if order.index(each) > order.index(step.id)]
    if following:
        return redirect(
            "procedures.design_preview", change_set_id=work.change_set.id, code=work.code, step=following[0]
        )
    return redirect("procedures.design_tried", change_set_id=work.change_set.id, code=work.code)


def _context(
    request: PageRequest, work: Work, form: Form, step: FormStep, answers: Mapping[str, Any], **told: Any
) -> dict[str, Any]:
    number = [each.id for each in form.steps].index(step.id)
    url = reverse("procedures.design_preview", args=[work.change_set.id, work.code, number])
    today = request.at.date()
    settled = form_rules.only_applicable(form, answers, today=today, channel=CHANNEL)
    drawn = controls.controls(
        step,
        _open(request, form, step, answers),
        kept={**answers, **{q.id: settled.get(q.id) for q in step.questions if q.type == "computed"}},
        names=form_rules.context(settled, form, today=today, channel=CHANNEL),
        gazetteer=queries.gazetteer(today),
        **told,
    )
    title = step.title_en if english() and step.title_en else step.title
    back = reverse("procedures.design_preview", args=[work.change_set.id, work.code, number - 1]) if number else url
    return {
        "tried": True,
        "view": {"procedure": {"name": work.body.get("name", ""), "name_en": work.body.get("name_en", "")}},
        "way": {
            "here": {"title": title, "url": url, "key": step.id},
            "number": number + 1,
            "total": len(form.steps),
            "back": back,
        },
        "autosave_url": url,
        "controls": drawn,
        "with_rows": controls.moved_with_rows(drawn),
        "errors": controls.told_errors(drawn),
        "alone": sum(each.applies for each in drawn) == 1,
    }


def _draw(
    request: PageRequest,
    work: Work,
    form: Form,
    step: FormStep,
    answers: Mapping[str, Any],
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    opened: bool = False,
) -> HttpResponse:
    context = _context(request, work, form, step, answers, typed=typed, errors=errors)
    return render(request, "procedures/portal/step.html", {**context, "opened": opened}, status=422 if errors else 200)


def _opened(
    request: PageRequest, work: Work, form: Form, step: FormStep, answers: Mapping[str, Any], shown: set[str]
) -> HttpResponse:
    """To htmx: the questions that the answers have opened or closed."""
    context = _context(request, work, form, step, answers)
    context["controls"] = list(controls.changed(context["controls"], shown))
    return render(request, "procedures/portal/step_changes.html", context)


def _framed(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = _FRAMED
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
