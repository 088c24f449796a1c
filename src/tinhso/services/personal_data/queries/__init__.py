"""Reads of the personal-data room: looks, requests, consents, deletions, records."""

from tinhso.services.personal_data.queries.consents import PurposeShown, allows, own_consents, purposes
from tinhso.services.personal_data.queries.looks import LookShown, Span, access_look, export_looks, looks, to_look
from tinhso.services.personal_data.queries.requests import (
    RequestShown,
    about,
    access_own,
    access_package,
    entry_of,
    is_restricted,
    own_requests,
    requests,
    restriction_of,
)
from tinhso.services.personal_data.queries.rules import (
    answering_unit,
    consent_purposes,
    look_of,
    processing,
    processings,
    retention_rules,
    rules_in_force,
    working_days_after,
)

__all__ = [
    "LookShown", "PurposeShown", "RequestShown", "Span", "about", "access_look", "access_own", "access_package",
    "allows", "answering_unit", "consent_purposes", "entry_of", "export_looks", "is_restricted", "look_of", "looks",
    "own_consents", "own_requests", "processing", "processings", "purposes", "requests", "restriction_of",
    "retention_rules", "rules_in_force", "to_look", "working_days_after",
]  # fmt: skip
