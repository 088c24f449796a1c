"""What follows when a dossier has changed: its facts, and with them every count."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.events.api import reaction
from tinhso.engines.cases import api as cases
from tinhso.engines.indicators import api as indicators
from tinhso.foundation.payments import api as payments
from tinhso.foundation.signing import api as signing
from tinhso.services.procedures import actions, queries
from tinhso.services.procedures.actions import paying, telling
from tinhso.services.procedures.types import DossierRated, ResultSigned

_COUNTING = "indicators.dossiers"


@reaction(cases.CaseChanged, consumer=_COUNTING)
def count_changed(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Count dossiers that moved."""
    indicators.refresh_facts("dossiers", [event.case_id for event in events], at)


@reaction(DossierRated, consumer=_COUNTING)
def count_rated(events: Sequence[DossierRated], at: datetime) -> None:
    """Count dossiers that were rated; the parts of a linked one are rated with it."""
    indicators.refresh_facts("dossiers", queries.rated_with(event.case_id for event in events), at)


@reaction(ResultSigned, consumer=_COUNTING)
def count_signed(events: Sequence[ResultSigned], at: datetime) -> None:
    """Count dossiers whose result was signed."""
    indicators.refresh_facts("dossiers", [event.case_id for event in events], at)


@reaction(cases.CaseChanged, consumer="procedures.papers")
def issue_papers(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Typeset and file the form that an action issues."""
    for event in events:
        if event.paper_form:
            actions.issue_paper_form(at=at, case_id=event.case_id, seq=event.seq, template_id=event.paper_form)


@reaction(ResultSigned, consumer="procedures.vault")
def keep_results(events: Sequence[ResultSigned], at: datetime) -> None:
    """File signed results in the vault."""
    actions.keep_results(events, at)


@reaction(cases.CaseChanged, consumer="procedures.vault")
def keep_papers(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """File the papers of dossiers that were received in the vault."""
    actions.keep_papers(events, at)


@reaction(cases.CaseChanged, consumer="procedures.notices")
def tell_applicants(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Notify the applicants."""
    telling.tell_applicants(events, at)


@reaction(cases.TimerFired, consumer="procedures.notices")
def tell_of_timers(events: Sequence[cases.TimerFired], at: datetime) -> None:
    """Pass on reminders."""
    telling.tell_of_timers(events, at)


@reaction(signing.DocumentRevoked, consumer="procedures.notices")
def tell_of_revocations(events: Sequence[signing.DocumentRevoked], at: datetime) -> None:
    """Notify the applicants whose result was revoked."""
    telling.tell_of_revocations(events, at)


@reaction(payments.InvoicePaid, consumer="procedures.payments")
def record_duties(events: Sequence[payments.InvoicePaid], at: datetime) -> None:
    """Move dossiers on whose flow waited for the money."""
    paying.record_duties(events, at)


@reaction(cases.CaseChanged, consumer="procedures.payments")
def refund_early_ends(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Ask that the fees of dossiers go back that ended before work began."""
    paying.refund_early_ends(events, at)
