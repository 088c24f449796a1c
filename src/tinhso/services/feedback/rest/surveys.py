"""REST: surveys written, published, answered, and their results."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tinhso.core.access import PUBLIC, needs
from tinhso.core.clock import local
from tinhso.core.faces import PageRequest
from tinhso.services.feedback import actions, queries
from tinhso.services.feedback.models import Survey
from tinhso.services.feedback.rest.room import DEVICE, checked, guard, rest
from tinhso.services.feedback.rules.surveys import Question, read_question
from tinhso.services.feedback.types import MANAGE, PUBLISH, SurveyIncomplete

_VOICES = 200


class SurveyQuestion(Schema):
    """A question: kind (faces, scale, one, several, text); options as pairs of words (Vietnamese, English)."""

    id: str = Field(pattern=r"^[a-z][a-z0-9]{0,19}$")
    kind: str = Field(max_length=10)
    name: str = Field(max_length=300)
    name_en: str = Field(max_length=300)
    required: bool = True
    options: list[tuple[str, str]] = Field([], max_length=12)


class SurveyHeadIn(Schema):
    """The head of a survey: open from ``opens_on`` until before ``closes_on``."""

    title: str = Field(max_length=300)
    title_en: str = Field(max_length=300)
    opens_on: date
    closes_on: date


class SurveyIn(Schema):
    """A draft as it shall be, written over what was seen at ``revision``."""

    revision: int
    head: SurveyHeadIn | None = None
    questions: list[SurveyQuestion] | None = Field(None, max_length=60)


class SurveyOut(Schema):
    """A version of a survey."""

    id: UUID
    number: int
    unit_id: UUID
    title: str
    title_en: str
    opens_on: date
    closes_on: date
    state: str
    revision: int
    questions: list[SurveyQuestion]


class SurveyPage(Schema):
    """Surveys, newest first."""

    items: list[SurveyOut]
    next: str | None


class PublicSurveys(Schema):
    """What is open, and what is over, newest first."""

    open: list[SurveyOut]
    over: list[SurveyOut]
    next: str | None


class SurveyAnswerIn(Schema):
    """Answers by question: a list of values each (a face, a number, places of options, words)."""

    answers: dict[str, list[str]] = Field(max_length=60)


class SurveyAnswered(Schema):
    """That an answer was kept."""

    survey_id: UUID


class SurveyResult(Schema):
    """A question counted: (words, how many) of each choice; null for what is not told."""

    name: str
    name_en: str
    answered: int
    rows: list[tuple[str, int]] | None


class SurveyResults(Schema):
    """How many answered, and every question counted."""

    total: int
    results: list[SurveyResult]


def _survey(row: Survey) -> SurveyOut:
    names = ("id", "number", "unit_id", "title", "title_en", "opens_on", "closes_on", "state", "revision", "questions")
    return SurveyOut(**{name: getattr(row, name) for name in names})


def _question(given: SurveyQuestion) -> Question:
    """A question, checked as the designer checks it. Raises ``SurveyIncomplete``."""
    sent = {
        "kind": given.kind,
        "name": given.name,
        "name_en": given.name_en,
        "required": "yes" if given.required else "",
        "options": "\n".join(f"{vietnamese}|{english}" for vietnamese, english in given.options),
    }
    checked(**sent)
    question, wrong = read_question(given.id, sent)
    if wrong:
        raise SurveyIncomplete(fields={f"{given.id}.{name}": text for name, text in wrong.items()})
    return question


def _words(given: SurveyHeadIn) -> actions.SurveyWords:
    checked(title=given.title, title_en=given.title_en)
    return actions.SurveyWords(**given.dict())


@rest.get("/feedback/surveys/public", access=PUBLIC, response=PublicSurveys)
def list_public_surveys(request: PageRequest, after: str | None = None) -> PublicSurveys:
    """The surveys that are open, and those that are over."""
    day = local(request.at).date()
    page = queries.over_surveys(day, after=after)
    opened = [_survey(row) for row in queries.open_surveys(day)]
    return PublicSurveys(open=opened, over=[_survey(row) for row in page.items], next=page.next_cursor)


@rest.get("/feedback/surveys/public/{survey_id}", access=PUBLIC, response=SurveyOut)
def read_public_survey(request: PageRequest, survey_id: UUID) -> SurveyOut:
    """A published survey with its questions."""
    return _survey(queries.public_survey(survey_id))


@rest.post("/feedback/surveys/public/{survey_id}", access=PUBLIC, response=SurveyAnswered, status=201)
def answer_survey(request: PageRequest, survey_id: UUID, given: SurveyAnswerIn, device: str = DEVICE) -> SurveyAnswered:
    """Answer a survey, once by an account or a device (which names itself by a header)."""
    guard("survey", _VOICES)
    for values in given.answers.values():
        checked(answers="".join(values))
    actions.answer_survey(
        actor=request.actor, at=request.at, survey_id=survey_id, device=device[:100], given=given.answers
    )
    return SurveyAnswered(survey_id=survey_id)


@rest.get("/feedback/surveys/public/{survey_id}/results", access=PUBLIC, response=SurveyResults)
def read_results(request: PageRequest, survey_id: UUID) -> SurveyResults:
    """What came of a survey; small counts and words are not told."""
    total, counted = queries.results(queries.public_survey(survey_id))
    rows: list[Any] = [
        SurveyResult(name=one.question.name, name_en=one.question.name_en, answered=one.answered, rows=one.rows)
        for one in counted
    ]
    return SurveyResults(total=total, results=rows)


@rest.get("/feedback/surveys", access=needs(MANAGE), response=SurveyPage)
def list_surveys(request: PageRequest, after: str | None = None) -> SurveyPage:
    """The surveys of one's units, newest first."""
    page = queries.surveys(actor=request.actor, after=after)
    return SurveyPage(items=[_survey(row) for row in page.items], next=page.next_cursor)


@rest.post("/feedback/surveys", access=needs(MANAGE), response=SurveyOut, status=201)
def start_survey(request: PageRequest, given: SurveyHeadIn) -> SurveyOut:
    """Begin a survey."""
    return _survey(actions.start_survey(actor=request.actor, at=request.at, words=_words(given)))


@rest.get("/feedback/surveys/{survey_id}", access=needs(MANAGE), response=SurveyOut)
def read_survey(request: PageRequest, survey_id: UUID) -> SurveyOut:
    """One version."""
    return _survey(queries.access_survey(actor=request.actor, survey_id=survey_id))


@rest.put("/feedback/surveys/{survey_id}", access=needs(MANAGE), response=SurveyOut)
def write_survey(request: PageRequest, survey_id: UUID, given: SurveyIn) -> SurveyOut:
    """Write the head or the questions of a draft."""
    row = actions.write_survey(
        actor=request.actor,
        at=request.at,
        survey_id=survey_id,
        revision=given.revision,
        words=_words(given.head) if given.head else None,
        questions=None if given.questions is None else [_question(one) for one in given.questions],
    )
    return _survey(row)


@rest.post("/feedback/surveys/{survey_id}/proposal", access=needs(MANAGE), response=SurveyOut)
def propose_survey(request: PageRequest, survey_id: UUID) -> SurveyOut:
    """Hand a draft to a second person."""
    return _survey(actions.propose_survey(actor=request.actor, at=request.at, survey_id=survey_id))


@rest.post("/feedback/surveys/{survey_id}/next", access=needs(MANAGE), response=SurveyOut, status=201)
def renew_survey(request: PageRequest, survey_id: UUID) -> SurveyOut:
    """Begin the next version of a published survey."""
    return _survey(actions.renew_survey(actor=request.actor, at=request.at, survey_id=survey_id))


@rest.get("/feedback/publishing", access=needs(PUBLISH), response=SurveyPage)
def list_publishing(request: PageRequest, after: str | None = None) -> SurveyPage:
    """The surveys that a second person may publish, and what was published."""
    return list_surveys(request, after)


@rest.get("/feedback/publishing/{survey_id}", access=needs(PUBLISH), response=SurveyOut)
def read_proposed_survey(request: PageRequest, survey_id: UUID) -> SurveyOut:
    """One version as the second person reads it."""
    return _survey(queries.access_survey(actor=request.actor, survey_id=survey_id, permission=PUBLISH))


@rest.post("/feedback/publishing/{survey_id}", access=needs(PUBLISH), response=SurveyOut)
def publish_survey(request: PageRequest, survey_id: UUID) -> SurveyOut:
    """Publish what another wrote."""
    return _survey(actions.publish_survey(actor=request.actor, at=request.at, survey_id=survey_id))


@rest.post("/feedback/publishing/{survey_id}/return", access=needs(PUBLISH), response=SurveyOut)
def return_survey(request: PageRequest, survey_id: UUID) -> SurveyOut:
    """Give a proposed survey back to be written on."""
    return _survey(actions.return_survey(actor=request.actor, at=request.at, survey_id=survey_id))
