"""Ratings, a complaint and a survey of a demo installation, made by the very actions that people use."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from typing import Final

from tinhso.core.access import ANONYMOUS, Actor
from tinhso.core.clock import local
from tinhso.foundation.calendar.api import calendar_for
from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation
from tinhso.services.feedback.actions.answering import PUBLISH as PUBLISH_ANSWER
from tinhso.services.feedback.actions.answering import Step, advance, rate_answer
from tinhso.services.feedback.actions.complaining import Grievance, complain
from tinhso.services.feedback.actions.rating import explain_rating, rate_at_tablet, register_tablet
from tinhso.services.feedback.actions.surveying import (
    SurveyWords,
    answer_survey,
    propose_survey,
    publish_survey,
    start_survey,
    write_survey,
)
from tinhso.services.feedback.models import Complaint, Tablet
from tinhso.services.feedback.rules.surveys import Question, questions_of
from tinhso.services.feedback.types import HANDLE, MANAGE, PUBLISH, Face, QuestionKind

#: Faces pressed at the counter, in turn, one every so many days.
_PRESSED: Final = ("very", "good", "very", "bad", "good", "very", "very", "good", "bad", "very", "good", "very")
_DAYS_BETWEEN: Final = 5
_ANSWERS: Final = 9
_QUESTIONS: Final = (
    (QuestionKind.FACES, "Ông/bà hài lòng chung thế nào?", "How satisfied are you overall?"),
    (QuestionKind.SCALE, "Nơi ngồi chờ có thuận tiện?", "Was the waiting area convenient?"),
    (QuestionKind.SCALE, "Hướng dẫn có dễ hiểu?", "Was the guidance easy to understand?"),
    (QuestionKind.SCALE, "Giấy tờ phải nộp có đúng như niêm yết?", "Were the papers asked for those announced?"),
    (QuestionKind.FACES, "Thái độ của người tiếp nhận?", "The manner of the receiving officer?"),
    (QuestionKind.SCALE, "Hồ sơ có được trả đúng hẹn?", "Was the dossier returned on time?"),
    (QuestionKind.SCALE, "Nộp hồ sơ trên mạng có dễ?", "Was filing online easy?"),
    (QuestionKind.SCALE, "Mức phí, lệ phí có rõ ràng?", "Were the fees clear?"),
    (QuestionKind.FACES, "Việc tiếp nhận góp ý, phản ánh?", "How are suggestions and complaints received?"),
    (QuestionKind.ONE, "Ông/bà nộp hồ sơ bằng cách nào?", "How did you file?"),
    (QuestionKind.TEXT, "Điều ông/bà muốn cơ quan làm tốt hơn?", "What should the office do better?"),
)
_WAYS: Final = (("Trên mạng", "Online"), ("Tại quầy", "At the counter"), ("Qua bưu điện", "By post"))


def load_demo_feedback(*, at: datetime) -> int:
    """A tablet with ratings of some weeks, a complaint answered and published, an open survey with answers; once.

    Returns how many ratings were given; nothing where no demo accounts lead and serve one unit.
    """
    staff = next(_staffs(at), None)
    if staff is None or Tablet.objects.exists() or Complaint.objects.exists():
        return 0
    head, officer = staff
    pressed = _rate(head, at)
    _complain(officer, at)
    _survey(head, at)
    return pressed


def _staffs(at: datetime) -> Iterator[tuple[Actor, Actor]]:
    """Of one unit with a counter, the one with the most people first: who leads it, and who answers its complaints."""
    officials = [
        organisation.actor_for(account.id, at)
        for account in identity.demo_accounts()
        if account.kind == identity.AccountKind.OFFICIAL
    ]
    staffed = Counter(actor.unit_id for actor in officials if actor.unit_id)
    for unit_id, _count in staffed.most_common():
        own = [actor for actor in officials if actor.unit_id == unit_id]
        head = next((actor for actor in own if actor.can(MANAGE, unit_id=unit_id)), None)
        officer = next((actor for actor in own if actor is not head and actor.can(HANDLE, unit_id=unit_id)), None)
        has_counter = any(actor.can("cases.receive", unit_id=unit_id) for actor in own)
        if has_counter and head is not None and officer is not None:
            yield head, officer


def _rate(head: Actor, at: datetime) -> int:
    if head.unit_id is None:
        return 0
    since = at - timedelta(days=_DAYS_BETWEEN * len(_PRESSED))
    secret = register_tablet(actor=head, at=since, unit_id=head.unit_id, name="Quầy 1")
    for number, pressed in enumerate(_PRESSED):
        moment = local(since + timedelta(days=_DAYS_BETWEEN * number)).replace(hour=9, minute=number)
        row = rate_at_tablet(actor=ANONYMOUS, at=moment, secret=secret, face=pressed)
        if pressed == Face.BAD:
            later = moment + timedelta(minutes=1)
            explain_rating(actor=ANONYMOUS, at=later, secret=secret, rating_id=row.id, reasons=["cho-lau"])
    return len(_PRESSED)


def _complain(officer: Actor, at: datetime) -> None:
    unit = organisation.unit(officer.unit_id) if officer.unit_id else None
    if unit is None:
        return
    sent = local(at - timedelta(days=20)).replace(hour=8, minute=30)
    calendar = calendar_for(unit.working_hours, sent.date(), unit.id)
    moments = [calendar.add_working_minutes(sent, minutes) for minutes in (90, 900, 1200)]
    grievance = Grievance(
        text="Sáng thứ Hai chỉ mở một quầy hộ tịch nên tôi phải chờ gần hai giờ. Đề nghị mở thêm quầy vào giờ đông.",
        key="demo",
        unit_id=unit.id,
        name="Người gửi minh họa",
        phone="0900000099",
    )
    row = complain(actor=ANONYMOUS, at=sent, grievance=grievance)
    answer = "Từ tuần này trung tâm mở hai quầy hộ tịch vào sáng thứ Hai và thứ Sáu. Cảm ơn ông/bà đã góp ý."
    steps = (
        Step("accept"),
        Step("answer", reason=answer),
        Step(PUBLISH_ANSWER, public_text=grievance.text, public_answer=answer),
    )
    for moment, step in zip(moments, steps, strict=True):
        advance(actor=officer, at=moment, complaint_id=row.case_id, step=step)
    rate_answer(actor=ANONYMOUS, at=moments[-1], code=row.code, phone=row.phone, face=Face.GOOD)


def _survey(head: Actor, at: datetime) -> None:
    """Written by one who leads, published by another who may, answered by some devices."""
    publisher = next(
        (
            actor
            for account in identity.demo_accounts()
            if account.kind == identity.AccountKind.OFFICIAL
            and (actor := organisation.actor_for(account.id, at)).can(PUBLISH, unit_id=head.unit_id)
            and actor.account_id != head.account_id
        ),
        None,
    )
    if publisher is None:
        return
    day = local(at).date()
    words = SurveyWords(
        title="Mức hài lòng với bộ phận một cửa",
        title_en="Satisfaction with the one-stop shop",
        opens_on=day - timedelta(days=10),
        closes_on=day + timedelta(days=80),
    )
    survey = start_survey(actor=head, at=at, words=words)
    questions = [
        Question(f"q{place}", kind, name, name_en, kind != QuestionKind.TEXT, _WAYS if kind == QuestionKind.ONE else ())
        for place, (kind, name, name_en) in enumerate(_QUESTIONS, 1)
    ]
    write_survey(actor=head, at=at, survey_id=survey.id, revision=0, questions=questions)
    propose_survey(actor=head, at=at, survey_id=survey.id)
    row = publish_survey(actor=publisher, at=at, survey_id=survey.id)
    turns = cycle(range(5))
    for device in range(_ANSWERS):
        given = {
            question.id: [question.choices()[next(turns) % len(question.choices())][0]]
            for question in questions_of(row.questions)
            if question.choices()
        }
        answer_survey(actor=ANONYMOUS, at=at, survey_id=row.id, device=f"demo-{device}", given=given)
