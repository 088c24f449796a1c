"""What follows when a dossier was filed at a counter: it belongs to the ticket that was being served."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.events.api import reaction
from tinhso.engines.cases import api as cases
from tinhso.services.appointments import actions


@reaction(cases.CaseChanged, consumer="appointments.tickets")
def link_dossiers(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Link dossiers that were filed at a counter to their tickets."""
    actions.link_dossiers([event.case_id for event in events if event.action == "file"])
