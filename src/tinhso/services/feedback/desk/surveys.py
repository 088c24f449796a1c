"""The designer of surveys: a draft built question by question, handed to a second person, published, renewed."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop

from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import named
from tinhso.core.ids import new_code
from tinhso.core.ui.forms import BadInput, as_number, read_date, written
from tinhso.services.feedback import actions, queries
from tinhso.services.feedback.desk.face import LEAD, RELEASE, face
from tinhso.services.feedback.models import Survey
from tinhso.services.feedback.rules.surveys import Question, questions_of, read_question
from tinhso.services.feedback.types import MANAGE, PUBLISH, QuestionKind, SurveyNotFound, SurveyState

_KINDS: Final = {"draft": "draft", "proposed": "waiting", "published": "done", "replaced": "stopped"}
_WORDS: Final = ("title", "title_en", "opens_on", "closes_on")
_DONE: Final = {
    "propose": gettext_noop("Đã chuyển người thứ hai công bố."),
    "return": gettext_noop("Đã trả lại để sửa."),
    "publish": gettext_noop("Đã công bố."),
}
_ACTS: Final = {
    "propose": actions.propose_survey,
    "return": actions.return_survey,
    "publish": actions.publish_survey,
}


@face.page("khao-sat/", name="feedback.desk_surveys", access=LEAD, methods=("GET", "POST"))
def show_surveys(request: PageRequest) -> HttpResponseBase:
    """The surveys of one's units, newest first, and a new one."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        words, errors = _words(request)
        if not errors:
            try:
                made = actions.start_survey(actor=request.actor, at=request.at, words=words)
            except TinhSoError as error:
                errors = error.fields or {"title": error.message}
            else:
                return redirect("feedback.desk_survey", survey_id=made.id)
    page = queries.surveys(actor=request.actor, after=request.GET.get("after") or None)
    context = {
        "rows": [_row(survey) for survey in page.items],
        "asked": {name: request.POST.get(name, "") for name in _WORDS},
        "errors": errors,
        **page_links(request, page),
    }
    return render(request, "feedback/desk/surveys.html", context, status=422 if errors else 200)


def _row(survey: Survey) -> dict[str, Any]:
    return {
        "survey": survey,
        "kind": _KINDS[survey.state],
        "state": survey.get_state_display(),
        "unit": named(survey.unit),
        "questions": len(survey.questions),
    }


def _words(request: PageRequest) -> tuple[actions.SurveyWords, dict[str, str]]:
    """The head that was sent, and what of its dates cannot be read."""
    days, errors = {}, {}
    for name in ("opens_on", "closes_on"):
        try:
            days[name] = read_date(request.POST, name)
        except BadInput as error:
            errors[name] = error.message
    words = actions.SurveyWords(
        title=written(request.POST, "title", 400),
        title_en=written(request.POST, "title_en", 400),
        opens_on=days.get("opens_on"),
        closes_on=days.get("closes_on"),
    )
    return words, errors


@face.page("khao-sat/<uuid:survey_id>/", name="feedback.desk_survey", access=LEAD, methods=("GET", "POST"))
def design(request: PageRequest, survey_id: UUID) -> HttpResponseBase:
    """One version: its head, its questions, a question to add or to change. Raises ``SurveyNotFound``."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            errors = _change(request, survey_id)
        except SurveyNotFound:
            raise
        except TinhSoError as error:
            errors = error.fields or {"name": error.message}
        if not errors:
            return redirect("feedback.desk_survey", survey_id=survey_id)
    survey = queries.access_survey(actor=request.actor, survey_id=survey_id)
    questions, rules = questions_of(survey.questions), queries.rules_in_force()
    open_id = request.POST.get("question", "") or request.GET.get("cau", "")
    chosen = next((question for question in questions if question.id == open_id), None)
    posted = {name: request.POST.get(name, "") for name in ("kind", "name", "name_en", "options", *_WORDS)}
    context = {
        **_row(survey),
        "rules": rules,
        "questions": [(question, QuestionKind(question.kind).label) for question in questions],
        "kinds": QuestionKind.choices,
        "chosen": chosen,
        "asked": posted if errors else _asked(chosen),
        "required": request.POST.get("required") == "yes" if errors else (chosen is None or chosen.required),
        "head": {name: posted[name] if errors and posted["title"] else getattr(survey, name) for name in _WORDS},
        "is_draft": survey.state == SurveyState.DRAFT,
        "is_proposed": survey.state == SurveyState.PROPOSED,
        "is_published": survey.state == SurveyState.PUBLISHED,
        "may_publish": request.actor.can(PUBLISH, unit_id=survey.unit_id),
        "own": survey.author_id == request.actor.account_id,
        "errors": errors,
    }
    return render(request, "feedback/desk/survey.html", context, status=422 if errors else 200)


def _asked(chosen: Question | None) -> dict[str, str]:
    if chosen is None:
        return {}
    lines = "\n".join(f"{vietnamese} | {english}" for vietnamese, english in chosen.options)
    return {"kind": chosen.kind, "name": chosen.name, "name_en": chosen.name_en, "options": lines}


def _change(request: PageRequest, survey_id: UUID) -> dict[str, str]:
    """Do what was asked for on a draft; what is wrong, by field."""
    data, act = request.POST, request.POST.get("act", "")
    survey = queries.access_survey(actor=request.actor, survey_id=survey_id, permission=MANAGE)
    revision = as_number(data.get("revision", "")) or 0
    if act == "head":
        words, errors = _words(request)
        if not errors:
            actions.write_survey(
                actor=request.actor, at=request.at, survey_id=survey_id, revision=revision, words=words
            )
        return errors
    questions = questions_of(survey.questions)
    if act == "question":
        sent = {name: written(data, name) for name in ("kind", "name", "name_en", "options", "required")}
        known = [question.id for question in questions]
        chosen = data.get("question", "")
        asked, errors = read_question(chosen if chosen in known else f"q{new_code(6).lower()}", sent)
        if errors:
            return errors
        kept = [asked if question.id == asked.id else question for question in questions]
        questions = kept if asked.id in known else [*kept, asked]
    else:
        questions = _moved(questions, act, data.get("question", ""))
    actions.write_survey(
        actor=request.actor, at=request.at, survey_id=survey_id, revision=revision, questions=questions
    )
    return {}


def _moved(questions: Sequence[Question], act: str, question_id: str) -> list[Question]:
    """The questions with one taken out, or moved up or down."""
    places = {question.id: place for place, question in enumerate(questions)}
    moved = list(questions)
    if question_id not in places:
        return moved
    one = moved.pop(places[question_id])
    if act != "drop":
        moved.insert(max(places[question_id] + (-1 if act == "up" else 1), 0), one)
    return moved


@face.page("khao-sat/<uuid:survey_id>/chuyen/", name="feedback.desk_survey_propose", access=LEAD, methods=("POST",))
def propose(request: PageRequest, survey_id: UUID) -> HttpResponseBase:
    """Hand a draft to a second person."""
    return _move_on(request, survey_id, "propose")


@face.page("khao-sat/<uuid:survey_id>/cong-bo/", name="feedback.desk_survey_publish", access=RELEASE, methods=("POST",))
def publish(request: PageRequest, survey_id: UUID) -> HttpResponseBase:
    """Publish what another wrote, or give it back (``viec``)."""
    return _move_on(request, survey_id, "return" if request.POST.get("viec") == "return" else "publish")


def _move_on(request: PageRequest, survey_id: UUID, act: str) -> HttpResponseBase:
    try:
        _ACTS[act](actor=request.actor, at=request.at, survey_id=survey_id)
    except SurveyNotFound:
        raise
    except TinhSoError as error:
        messages.error(request, " ".join(error.fields.values()) or error.message)
    else:
        messages.success(request, gettext(_DONE[act]))
    page = "feedback.desk_survey" if act == "propose" else "feedback.desk_review"
    return redirect(page, survey_id=survey_id)


@face.page("khao-sat/cong-bo/", name="feedback.desk_publishing", access=RELEASE)
def show_publishing(request: PageRequest) -> HttpResponseBase:
    """The surveys that a second person may publish, and what was published, newest first."""
    page = queries.surveys(actor=request.actor, after=request.GET.get("after") or None)
    context = {"rows": [_row(survey) for survey in page.items], **page_links(request, page)}
    return render(request, "feedback/desk/publishing.html", context)


@face.page("khao-sat/<uuid:survey_id>/xem/", name="feedback.desk_review", access=RELEASE)
def review(request: PageRequest, survey_id: UUID) -> HttpResponseBase:
    """A version as the second person reads it before it is published. Raises ``SurveyNotFound``."""
    survey = queries.access_survey(actor=request.actor, survey_id=survey_id, permission=PUBLISH)
    questions = questions_of(survey.questions)
    context = {
        **_row(survey),
        "questions": [(question, QuestionKind(question.kind).label, question.choices()) for question in questions],
        "is_proposed": survey.state == SurveyState.PROPOSED,
        "own": survey.author_id == request.actor.account_id,
    }
    return render(request, "feedback/desk/review.html", context)


@face.page("khao-sat/<uuid:survey_id>/ban-moi/", name="feedback.desk_survey_renew", access=LEAD, methods=("POST",))
def renew(request: PageRequest, survey_id: UUID) -> HttpResponseBase:
    """Begin the next version of a published survey."""
    made = actions.renew_survey(actor=request.actor, at=request.at, survey_id=survey_id)
    return redirect("feedback.desk_survey", survey_id=made.id)
