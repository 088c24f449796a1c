"""Surveys: those of an office, those open to everybody, and what came of them."""

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from tinhso.core.access import Actor
from tinhso.core.clock import local
from tinhso.core.db import Page, keyset
from tinhso.services.feedback.models import Survey, SurveyAnswer
from tinhso.services.feedback.queries.rules import reach, rules_in_force
from tinhso.services.feedback.rules.surveys import Result, questions_of
from tinhso.services.feedback.rules.surveys import results as count_results
from tinhso.services.feedback.types import MANAGE, PUBLISH, SurveyNotFound, SurveyState


def surveys(*, actor: Actor, after: str | None = None, limit: int = 50) -> Page[Survey]:
    """The versions of surveys that an official may write or publish, newest first. One query."""
    rows = Survey.objects.select_related("unit")
    seen = [reach(actor, permission) for permission in (MANAGE, PUBLISH)]
    if None not in seen:
        rows = rows.filter(unit_id__in=[unit_id for units in seen for unit_id in units or ()])
    return keyset(rows, order=("-made_at", "-id"), after=after, limit=limit)


def access_survey(*, actor: Actor, survey_id: UUID, permission: str = "", lock: bool = False) -> Survey:
    """A version for who may write it or publish it; with ``permission`` for who holds that.

    Raises ``SurveyNotFound``.
    """
    rows = Survey.objects.select_related("unit")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=survey_id).first()
    wanted = [permission] if permission else [MANAGE, PUBLISH]
    if found is None or not any(actor.can(each, unit_id=found.unit_id) for each in wanted):
        raise SurveyNotFound
    return found


def public_survey(survey_id: UUID) -> Survey:
    """A version that is or was public. Raises ``SurveyNotFound``."""
    shown = Survey.objects.filter(state__in=[SurveyState.PUBLISHED, SurveyState.REPLACED])
    found = shown.select_related("unit").filter(pk=survey_id).first()
    if found is None:
        raise SurveyNotFound
    return found


def is_open(survey: Survey, at: datetime) -> bool:
    """Whether a version takes answers now."""
    return survey.state == SurveyState.PUBLISHED and survey.opens_on <= local(at).date() < survey.closes_on


def open_surveys(day: date) -> list[Survey]:
    """What is open on a day, what closes first on top."""
    rows = Survey.objects.filter(state=SurveyState.PUBLISHED, opens_on__lte=day, closes_on__gt=day)
    return list(rows.select_related("unit").order_by("closes_on", "id")[:100])


def over_surveys(day: date, *, after: str | None = None, limit: int = 20) -> Page[Survey]:
    """What was open before a day and is no more, newest first."""
    rows = Survey.objects.filter(state__in=[SurveyState.PUBLISHED, SurveyState.REPLACED], closes_on__lte=day)
    return keyset(rows.select_related("unit"), order=("-made_at", "-id"), after=after, limit=limit)


def digest_of(survey_id: UUID, actor: Actor, device: str) -> bytes:
    """Who answers, so that they answer once; it cannot be turned back, and differs from survey to survey."""
    who = f"account:{actor.account_id}" if actor.account_id else f"device:{hashlib.sha256(device.encode()).hexdigest()}"
    return salted_hmac("feedback.survey", f"{survey_id}:{who}", algorithm="sha256").digest()


def has_answered(survey_id: UUID, actor: Actor, device: str) -> bool:
    """Whether this person, or this device, has answered."""
    return SurveyAnswer.objects.filter(survey_id=survey_id, digest=digest_of(survey_id, actor, device)).exists()


def results(survey: Survey) -> tuple[int, list[Result]]:
    """How many answered, and every question counted."""
    answers = list(SurveyAnswer.objects.filter(survey=survey).values_list("answers", flat=True))
    return len(answers), count_results(questions_of(survey.questions), answers, rules_in_force().smallest)
