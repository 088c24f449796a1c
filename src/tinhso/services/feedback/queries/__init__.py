"""Reads of the feedback room: rules, ratings, tablets, complaints, surveys, measures of index 766."""

from tinhso.services.feedback.queries.complaints import (
    ComplaintShown,
    about,
    access_complaint,
    complaints,
    own_complaints,
    published,
    tidy_code,
)
from tinhso.services.feedback.queries.measures import MEASURES
from tinhso.services.feedback.queries.ratings import (
    Overview,
    RatingShown,
    case_of_link,
    link_of,
    overview,
    rating,
    ratings_of_unit,
    tablet,
    tablets,
)
from tinhso.services.feedback.queries.rules import (
    answer_moments,
    dossier_of_code,
    led_units,
    reach,
    reason_ids,
    rules_in_force,
)
from tinhso.services.feedback.queries.surveys import (
    access_survey,
    digest_of,
    has_answered,
    is_open,
    open_surveys,
    over_surveys,
    public_survey,
    results,
    surveys,
)

__all__ = [
    "MEASURES", "ComplaintShown", "Overview", "RatingShown", "about", "access_complaint", "access_survey",
    "answer_moments", "case_of_link", "complaints", "digest_of", "dossier_of_code",
    "has_answered", "is_open", "led_units", "link_of", "open_surveys", "over_surveys", "overview", "own_complaints",
    "public_survey", "published", "rating", "ratings_of_unit", "reach", "reason_ids", "results",
    "rules_in_force", "surveys", "tablet", "tablets",
    "tidy_code",
]  # fmt: skip
