"""Writes of the national portal: planning, sending, taking in, settling, comparing."""

from tinhso.services.national_portal.actions.exchanging import exchange, sole_exchange
from tinhso.services.national_portal.actions.planning import follow_cases, follow_fees
from tinhso.services.national_portal.actions.receiving import keep_news, pull, take_next
from tinhso.services.national_portal.actions.reconciling import Reconciled, reconcile
from tinhso.services.national_portal.actions.sending import send_next
from tinhso.services.national_portal.actions.settling import pull_again, resume, retry, settle, stop

__all__ = [
    "Reconciled", "exchange", "follow_cases", "follow_fees", "keep_news", "pull", "pull_again", "reconcile", "resume",
    "retry", "send_next", "settle", "sole_exchange", "stop", "take_next",
]  # fmt: skip
