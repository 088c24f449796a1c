"""Surveys: written by one, published by another, answered once by a person or a device."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from tinhso.core.access import PUBLIC, Actor, needs
from tinhso.core.actions import Done, action
from tinhso.core.clock import local
from tinhso.core.errors import Forbidden
from tinhso.core.ids import new_id
from tinhso.services.feedback import queries
from tinhso.services.feedback.models import Survey, SurveyAnswer
from tinhso.services.feedback.rules.surveys import LONGEST, Question, questions_of, read_answers
from tinhso.services.feedback.types import (
    MANAGE,
    PUBLISH,
    AlreadyAnswered,
    AnswersIncomplete,
    SecondPersonNeeded,
    SurveyClosed,
    SurveyFixed,
    SurveyIncomplete,
    SurveyMovedOn,
    SurveyState,
)


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """The head of a survey: its title, and the days from ``opens_on`` until before ``closes_on``."""

    title: str
    title_en: str
    opens_on: date | None
    closes_on: date | None


def _problems(words: SurveyWords) -> dict[str, str]:
    wrong = {}
    if not 0 < len(words.title.strip()) <= LONGEST:
        wrong["title"] = gettext("Ghi tên phiếu, nhiều nhất 300 ký tự.")
    if not 0 < len(words.title_en.strip()) <= LONGEST:
        wrong["title_en"] = gettext("Ghi tên phiếu bằng tiếng Anh, nhiều nhất 300 ký tự.")
    if words.opens_on is None:
        wrong["opens_on"] = gettext("Ghi ngày mở.")
    if words.closes_on is None or (words.opens_on is not None and words.closes_on <= words.opens_on):
        wrong["closes_on"] = gettext("Ghi ngày khép, sau ngày mở.")
    return wrong


@action("feedback.start_survey", access=needs(MANAGE))
def start_survey(*, actor: Actor, at: datetime, words: SurveyWords) -> Done[Survey]:
    """Begin a survey of one's own unit. Raises ``SurveyIncomplete``, ``Forbidden``."""
    if actor.unit_id is None or actor.account_id is None or not actor.can(MANAGE, unit_id=actor.unit_id):
        raise Forbidden
    wrong = _problems(words)
    if wrong or words.opens_on is None or words.closes_on is None:
        raise SurveyIncomplete(fields=wrong)
    row = Survey(
        series=new_id(),
        number=1,
        unit_id=actor.unit_id,
        title=words.title.strip(),
        title_en=words.title_en.strip(),
        opens_on=words.opens_on,
        closes_on=words.closes_on,
        author_id=actor.account_id,
        made_at=at,
    )
    return Done(row, rows=[row], subject=("survey", row.id))


def _locked(actor: Actor, survey_id: UUID, permission: str, state: SurveyState) -> Survey:
    row = queries.access_survey(actor=actor, survey_id=survey_id, permission=permission, lock=True)
    if row.state != state:
        raise SurveyFixed
    return row


@action("feedback.write_survey", access=needs(MANAGE))
def write_survey(
    *,
    actor: Actor,
    at: datetime,
    survey_id: UUID,
    revision: int,
    words: SurveyWords | None = None,
    questions: Sequence[Question] | None = None,
) -> Done[Survey]:
    """Write the head or the questions of a draft as seen at ``revision``. Who writes it last is its author.

    Raises ``SurveyNotFound``, ``SurveyFixed``, ``SurveyMovedOn``, ``SurveyIncomplete``.
    """
    row = _locked(actor, survey_id, MANAGE, SurveyState.DRAFT)
    if row.revision != revision:
        raise SurveyMovedOn
    if words is not None:
        wrong = _problems(words)
        if wrong or words.opens_on is None or words.closes_on is None:
            raise SurveyIncomplete(fields=wrong)
        row.title, row.title_en = words.title.strip(), words.title_en.strip()
        row.opens_on, row.closes_on = words.opens_on, words.closes_on
    if questions is not None:
        most = queries.rules_in_force().most_questions
        if len(questions) > most or len({question.id for question in questions}) < len(questions):
            raise SurveyIncomplete(fields={"name": gettext("Một phiếu có nhiều nhất {most} câu.").format(most=most)})
        row.questions = [question.as_json() for question in questions]
    row.revision, row.author_id = row.revision + 1, actor.account_id or row.author_id
    row.save(update_fields=["title", "title_en", "opens_on", "closes_on", "questions", "revision", "author"])
    return Done(row, subject=("survey", row.id), detail={"questions": len(row.questions)})


@action("feedback.propose_survey", access=needs(MANAGE))
def propose_survey(*, actor: Actor, at: datetime, survey_id: UUID) -> Done[Survey]:
    """Hand a draft to a second person. Raises ``SurveyNotFound``, ``SurveyFixed``, ``SurveyIncomplete``."""
    row, rules = _locked(actor, survey_id, MANAGE, SurveyState.DRAFT), queries.rules_in_force()
    if not rules.fewest_questions <= len(row.questions) <= rules.most_questions:
        text = gettext("Phiếu cần từ {least} đến {most} câu hỏi.")
        least, most = rules.fewest_questions, rules.most_questions
        raise SurveyIncomplete(fields={"name": text.format(least=least, most=most)})
    row.state = SurveyState.PROPOSED
    row.save(update_fields=["state"])
    return Done(row, subject=("survey", row.id))


@action("feedback.return_survey", access=needs(PUBLISH))
def return_survey(*, actor: Actor, at: datetime, survey_id: UUID) -> Done[Survey]:
    """Give a proposed survey back to be written on. Raises ``SurveyNotFound``, ``SurveyFixed``."""
    row = _locked(actor, survey_id, PUBLISH, SurveyState.PROPOSED)
    row.state = SurveyState.DRAFT
    row.save(update_fields=["state"])
    return Done(row, subject=("survey", row.id))


@action("feedback.publish_survey", access=needs(PUBLISH))
def publish_survey(*, actor: Actor, at: datetime, survey_id: UUID) -> Done[Survey]:
    """Publish a proposed survey that another wrote; the version before it closes.

    Raises ``SurveyNotFound``, ``SurveyFixed``, ``SecondPersonNeeded``.
    """
    row = _locked(actor, survey_id, PUBLISH, SurveyState.PROPOSED)
    if actor.account_id is None or actor.account_id == row.author_id:
        raise SecondPersonNeeded
    Survey.objects.filter(series=row.series, state=SurveyState.PUBLISHED).update(state=SurveyState.REPLACED)
    row.state, row.publisher_id, row.published_at = SurveyState.PUBLISHED, actor.account_id, at
    row.save(update_fields=["state", "publisher", "published_at"])
    return Done(row, subject=("survey", row.id), detail={"version": row.number})


@action("feedback.renew_survey", access=needs(MANAGE))
def renew_survey(*, actor: Actor, at: datetime, survey_id: UUID) -> Done[Survey]:
    """Begin the next version of a published survey with its questions; one that is begun already is given back.

    Raises ``SurveyNotFound``, ``SurveyFixed``.
    """
    row = _locked(actor, survey_id, MANAGE, SurveyState.PUBLISHED)
    begun = Survey.objects.filter(series=row.series, number__gt=row.number).first()
    if begun is not None:
        return Done(begun, subject=("survey", begun.id))
    made = Survey(
        series=row.series,
        number=row.number + 1,
        unit_id=row.unit_id,
        title=row.title,
        title_en=row.title_en,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        questions=row.questions,
        author_id=actor.account_id or row.author_id,
        made_at=at,
    )
    return Done(made, rows=[made], subject=("survey", made.id))


@action("feedback.answer_survey", access=PUBLIC)
def answer_survey(
    *, actor: Actor, at: datetime, survey_id: UUID, device: str, given: Mapping[str, Sequence[str]]
) -> Done[SurveyAnswer]:
    """Answer a survey, once by an account or by a ``device``.

    Raises ``SurveyNotFound``, ``SurveyClosed``, ``AnswersIncomplete``, ``AlreadyAnswered``.
    """
    survey = queries.public_survey(survey_id)
    if not queries.is_open(survey, at):
        raise SurveyClosed
    answers, wrong = read_answers(questions_of(survey.questions), given)
    if wrong:
        raise AnswersIncomplete(fields=wrong)
    row = SurveyAnswer(
        survey=survey,
        digest=queries.digest_of(survey_id, actor, device),
        answers=answers,
        answered_on=local(at).date(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise AlreadyAnswered from None
    return Done(row, subject=("survey", survey_id))
