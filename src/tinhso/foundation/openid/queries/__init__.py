"""Reads of the room."""

from tinhso.foundation.openid.queries.applications import (
    access_application,
    applications,
    client,
    held_by_applications,
    is_origin_of_application,
    known_scopes,
    proposed_to,
    words_of,
)
from tinhso.foundation.openid.queries.keys import key_to_sign, published_keys
from tinhso.foundation.openid.queries.people import (
    linked_account,
    linked_applications,
    links,
    person,
    standing_consent,
    subject_of,
)
from tinhso.foundation.openid.queries.possession import challenge, key_held
from tinhso.foundation.openid.queries.tokens import (
    Found,
    browser_of,
    due_sign_outs,
    has_due_sign_outs,
    read_bearer,
    sessions_over,
    sign_outs_of,
    token_found,
    token_shown,
)

__all__ = [
    "Found",
    "access_application",
    "applications",
    "browser_of",
    "challenge",
    "client",
    "due_sign_outs",
    "has_due_sign_outs",
    "held_by_applications",
    "is_origin_of_application",
    "key_held",
    "key_to_sign",
    "known_scopes",
    "linked_account",
    "linked_applications",
    "links",
    "person",
    "proposed_to",
    "published_keys",
    "read_bearer",
    "sessions_over",
    "sign_outs_of",
    "standing_consent",
    "subject_of",
    "token_found",
    "token_shown",
    "words_of",
]
