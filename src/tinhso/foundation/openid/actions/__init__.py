"""Writes of the room."""

from tinhso.foundation.openid.actions.applying import (
    DECISIONS,
    change_application,
    decide_application,
    end_application,
    issue_initial_token,
    register_application,
    register_by_token,
    renew_secret,
    suspend_unconfirmed,
)
from tinhso.foundation.openid.actions.consenting import withdraw_consent
from tinhso.foundation.openid.actions.ending import end_browsers, record_sign_out, sweep_tokens
from tinhso.foundation.openid.actions.granting import authorize, exchange_code, exchange_refresh, revoke_token
from tinhso.foundation.openid.actions.keys import rotate_keys, signing_key
from tinhso.foundation.openid.actions.linking import link_provider, record_use, unlink_provider

__all__ = [
    "DECISIONS",
    "authorize",
    "change_application",
    "decide_application",
    "end_application",
    "end_browsers",
    "exchange_code",
    "exchange_refresh",
    "issue_initial_token",
    "link_provider",
    "record_sign_out",
    "record_use",
    "register_application",
    "register_by_token",
    "renew_secret",
    "revoke_token",
    "rotate_keys",
    "signing_key",
    "suspend_unconfirmed",
    "sweep_tokens",
    "unlink_provider",
    "withdraw_consent",
]
