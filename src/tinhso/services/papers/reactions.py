"""What follows when a dossier has moved: what the post shall bring is noted."""

from collections.abc import Sequence
from datetime import datetime

from tinhso.core.access import SYSTEM
from tinhso.core.events.api import reaction
from tinhso.engines.cases import api as cases
from tinhso.services.papers import actions


@reaction(cases.CaseChanged, consumer="papers.post")
def follow_post(events: Sequence[cases.CaseChanged], at: datetime) -> None:
    """Note what the post shall bring, and what it need not bring any more."""
    actions.follow_post(actor=SYSTEM, at=at, case_ids=[event.case_id for event in events if _matters(event)])


def _matters(event: cases.CaseChanged) -> bool:
    return event.action == "file" or event.status in {"3", "7", "8"}
