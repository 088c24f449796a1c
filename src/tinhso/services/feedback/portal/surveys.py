"""Surveys: what is open, answering, the results as bars and as CSV."""

import secrets
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tinhso.core import sheets
from tinhso.core.access import PUBLIC
from tinhso.core.clock import local
from tinhso.core.errors import TinhSoError
from tinhso.core.faces import PageRequest, page_links
from tinhso.core.i18n import format_number, named
from tinhso.services.feedback import actions, queries
from tinhso.services.feedback.portal.face import VOICES, face, guard
from tinhso.services.feedback.rules.surveys import Question, Result, questions_of
from tinhso.services.feedback.types import QuestionKind

_COOKIE: Final = f"{settings.COOKIE_PREFIX}ts_device"
_YEAR: Final = 365 * 24 * 3600


def _device(request: PageRequest) -> str:
    return str(request.COOKIES.get(_COOKIE, ""))[:100]


@face.page("khao-sat/", name="feedback.surveys", access=PUBLIC)
def show_surveys(request: PageRequest) -> HttpResponseBase:
    """What is open now, and what is over with its results."""
    day = local(request.at).date()
    page = queries.over_surveys(day, after=request.GET.get("after") or None)
    context = {
        "open": [(survey, survey.closes_on - timedelta(days=1)) for survey in queries.open_surveys(day)],
        "over": page.items,
        **page_links(request, page),
    }
    return render(request, "feedback/portal/surveys.html", context)


@face.page("khao-sat/<uuid:survey_id>/", name="feedback.survey", access=PUBLIC, methods=("GET", "POST"))
def answer(request: PageRequest, survey_id: UUID) -> HttpResponseBase:
    """Answer a survey, once. Raises ``SurveyNotFound``."""
    survey, device = queries.public_survey(survey_id), _device(request)
    questions, errors = questions_of(survey.questions), dict[str, str]()
    if request.method == "POST":
        guard("survey", VOICES)
        given = {
            question.id: [text.replace("\x00", "") for text in request.POST.getlist(question.id)]
            for question in questions
        }
        try:
            actions.answer_survey(actor=request.actor, at=request.at, survey_id=survey_id, device=device, given=given)
        except TinhSoError as error:
            errors = error.fields or {"survey": error.message}
        else:
            return redirect("feedback.survey_results", survey_id=survey_id)
    done = bool(device or request.actor.account_id) and queries.has_answered(survey_id, request.actor, device)
    context = {
        "survey": survey,
        "questions": [_field(request, question, errors) for question in questions],
        "is_open": queries.is_open(survey, request.at),
        "done": done,
        "errors": errors,
    }
    response = render(request, "feedback/portal/survey.html", context, status=422 if errors else 200)
    if not device:
        device = secrets.token_urlsafe(24)
        response.set_cookie(_COOKIE, device, max_age=_YEAR, httponly=True, secure=settings.PRODUCTION, samesite="Lax")
    return response


def _field(request: PageRequest, question: Question, errors: dict[str, str]) -> dict[str, Any]:
    values = request.POST.getlist(question.id)
    several = question.kind == QuestionKind.SEVERAL
    return {
        "id": question.id,
        "kind": question.kind,
        "label": named(question),
        "optional": not question.required,
        "options": question.choices(),
        "value": values if several else (values[0] if values else ""),
        "error": errors.get(question.id, ""),
    }


@face.page("khao-sat/<uuid:survey_id>/ket-qua/", name="feedback.survey_results", access=PUBLIC)
def show_results(request: PageRequest, survey_id: UUID) -> HttpResponseBase:
    """What came of a survey, question by question; small counts and words are not told. Raises ``SurveyNotFound``."""
    survey = queries.public_survey(survey_id)
    total, counted = queries.results(survey)
    context = {
        "survey": survey,
        "total": total,
        "results": [_result(one) for one in counted],
        "smallest": queries.rules_in_force().smallest,
        "done": queries.has_answered(survey_id, request.actor, _device(request)),
    }
    return render(request, "feedback/portal/results.html", context)


def _result(one: Result) -> dict[str, Any]:
    rows = [
        {
            "label": words,
            "value": many,
            "text": f"{format_number(many)} ({format_number(100 * many / one.answered, 1)} %)",
        }
        for words, many in one.rows or []
    ]
    return {
        "name": named(one.question),
        "answered": one.answered,
        "rows": rows,
        "is_text": one.question.kind == QuestionKind.TEXT,
    }


@face.page("khao-sat/<uuid:survey_id>/ket-qua.csv", name="feedback.survey_csv", access=PUBLIC)
def export_results(request: PageRequest, survey_id: UUID) -> HttpResponseBase:
    """The results as CSV: a line a choice. Raises ``SurveyNotFound``."""
    survey = queries.public_survey(survey_id)
    _, counted = queries.results(survey)
    rows: list[list[str]] = [[gettext("Câu hỏi"), gettext("Lựa chọn"), gettext("Số lượt"), gettext("Số người trả lời")]]
    for one in counted:
        if one.rows is None:
            rows.append([named(one.question), "*", "", ""])
        rows += [[named(one.question), words, str(many), str(one.answered)] for words, many in one.rows or ()]
    headers = {"Content-Disposition": f'attachment; filename="khao-sat-{survey.number}.csv"'}
    return HttpResponse(sheets.write_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)
