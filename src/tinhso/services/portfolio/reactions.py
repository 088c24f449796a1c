"""What follows when a dossier or a draft has moved: the review counts it."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.events.api import reaction
from tinhso.engines.cases import api as cases
from tinhso.services.portfolio import actions
from tinhso.services.procedures import api as procedures

_REVIEW = "portfolio.review"


@reaction(cases.CaseChanged, consumer=_REVIEW)
def follow_changed(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Count dossiers that moved."""
    actions.follow_dossiers(event.case_id for event in events)


@reaction(procedures.DossierRated, consumer=_REVIEW)
def follow_rated(events: Sequence[procedures.DossierRated], at: datetime) -> None:
    """Count dossiers that were rated."""
    actions.follow_dossiers(event.case_id for event in events)


@reaction(procedures.DraftMoved, consumer=_REVIEW)
def follow_drafts(events: Sequence[procedures.DraftMoved], at: datetime) -> None:
    """Count drafts that were begun, saved, filed or thrown away."""
    actions.follow_drafts(events)
