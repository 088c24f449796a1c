"""What follows when a dossier has moved, or its fees were taken: the portal is to be told."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.events.api import reaction
from tinhso.engines.cases import api as cases
from tinhso.services.national_portal import actions, ports
from tinhso.services.procedures import api as procedures


@reaction(cases.CaseChanged, consumer="national_portal.out")
def tell_the_portal(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Plan the messages about dossiers that moved, where there is a portal to tell."""
    if ports.is_connected():
        actions.follow_cases([event.case_id for event in events], at)


@reaction(procedures.FeeMoved, consumer="national_portal.out")
def tell_of_fees(events: Sequence[procedures.FeeMoved], at: datetime) -> None:
    """Plan the messages about fees that were taken, or given back, where there is a portal to tell."""
    if ports.is_connected():
        actions.follow_fees(events, at)
