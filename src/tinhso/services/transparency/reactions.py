"""What follows when a dossier has moved: late time of those that have ended is counted."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.events.api import reaction
from tinhso.engines.cases import api as cases
from tinhso.engines.indicators import api as indicators
from tinhso.services.transparency.actions.charging import SOURCE


@reaction(cases.CaseChanged, consumer="indicators.late_time")
def charge_late_time(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Charge the late time of dossiers that moved."""
    indicators.refresh_facts(SOURCE, [event.case_id for event in events], at)
