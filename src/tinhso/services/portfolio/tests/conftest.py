"""What the tests of the review share: a province with dossiers and drafts that the review has counted."""

from datetime import datetime, timedelta

import pytest

from tinhso.core import clock
from tinhso.core.events.declare import consumers, from_payload
from tinhso.core.events.models import OutboxEvent
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.portfolio.types import Period
from tinhso.services.procedures import actions as procedures_actions
from tinhso.services.procedures.actions import demo
from tinhso.services.procedures.api import load_demo_dossiers
from tinhso.services.procedures.tests.linked import quick_signatures

#: What the dossiers live through, in the words of the demo.
STORIES = ("signed rated", "signed rated slow", "refused", "supplement", "filed")
#: Trích lục hộ tịch: three steps.
EXTRACT = "2.000635"


def hand_over(at: datetime) -> None:
    """Hand the events of this test's own transaction to the counters, as the relay would after the commit."""
    for row in OutboxEvent.objects.order_by("id"):
        for name in ("indicators.dossiers", "portfolio.review"):
            for reaction in consumers[name]:
                if reaction.event_name == row.name:
                    reaction.handle([from_payload(row.name, row.payload)], at)
    OutboxEvent.objects.all().delete()


@pytest.fixture(scope="module")
def at() -> datetime:
    return clock.now()


@pytest.fixture(scope="module")
def _busy(lasting_province: None, at: datetime) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(demo, "STORIES", STORIES)
        patched.setattr(demo, "DROPPED_DRAFTS", 0)
        with quick_signatures():
            load_demo_dossiers(at=at)
    citizen = actor_of("congdan1", at)
    begun = [procedures_actions.start_draft(actor=citizen, at=at, code=EXTRACT) for _ in range(3)]
    given = {"requester_name": "Nguyễn Thị Minh Hương"}
    procedures_actions.save_step(actor=citizen, at=at, draft_id=begun[1].id, step_id="requester", given=given)
    procedures_actions.discard_draft(actor=citizen, at=at, draft_id=begun[1].id)
    procedures_actions.discard_draft(actor=citizen, at=at, draft_id=begun[2].id)
    hand_over(at)


@pytest.fixture
def busy(_busy: None, db: None) -> None:
    """A few of the demo dossiers, three drafts (begun, stopped at a question, thrown away), all counted."""


@pytest.fixture
def year(at: datetime) -> Period:
    """A year, and the next days: what is done after hours counts on the next working day."""
    return Period(at.date() - timedelta(days=365), at.date() + timedelta(days=14))
