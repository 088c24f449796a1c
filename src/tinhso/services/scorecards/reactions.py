"""What follows when a dossier has moved: its course is written anew."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.events.api import reaction
from tinhso.engines.cases import api as cases
from tinhso.services.procedures import api as procedures
from tinhso.services.scorecards import actions


@reaction(cases.CaseChanged, consumer="scorecards.courses")
def follow_changed(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Follow dossiers that moved."""
    actions.follow_dossiers(event.case_id for event in events)


@reaction(procedures.FeeMoved, consumer="scorecards.courses")
def follow_paid(events: Sequence[procedures.FeeMoved], at: datetime) -> None:
    """Follow dossiers whose fees were taken or given back."""
    actions.follow_dossiers(event.case_id for event in events)
