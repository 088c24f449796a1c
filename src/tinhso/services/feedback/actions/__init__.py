"""Writes of the feedback room: ratings by link and tablet, complaints, surveys."""

from tinhso.services.feedback.actions.answering import PUBLISH, Step, advance, rate_answer, reply
from tinhso.services.feedback.actions.complaining import Grievance, complain
from tinhso.services.feedback.actions.inviting import invite, invite_due
from tinhso.services.feedback.actions.rating import (
    explain_rating,
    rate_at_tablet,
    rate_by_link,
    register_tablet,
    revoke_tablet,
)
from tinhso.services.feedback.actions.surveying import (
    SurveyWords,
    answer_survey,
    propose_survey,
    publish_survey,
    renew_survey,
    return_survey,
    start_survey,
    write_survey,
)

__all__ = [
    "PUBLISH", "Grievance", "Step", "SurveyWords", "advance", "answer_survey", "complain", "explain_rating", "invite",
    "invite_due",
    "propose_survey", "publish_survey", "rate_answer", "rate_at_tablet", "rate_by_link", "register_tablet",
    "renew_survey", "reply", "return_survey", "revoke_tablet", "start_survey", "write_survey",
]  # fmt: skip
