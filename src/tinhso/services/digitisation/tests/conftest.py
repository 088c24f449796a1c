"""What the tests of digitising share: a plan of one ward, papers drawn for it, people who enter them."""

from collections.abc import Callable
from uuid import UUID

import pytest

from tinhso.core import clock
from tinhso.foundation.organisation.tests.people import actor_of
from tinhso.services.digitisation import actions
from tinhso.services.digitisation.actions.demo import drawn_paper
from tinhso.services.digitisation.models import Lot, Plan, Scan

CLERK, OFFICER, LEADER = "tiepnhan", "congchuc", "lanhdao"
#: congdan2 of the demo.
PERSON = "046085000002"
VALUES = {
    "number": "12/1985", "full_name": "Trần Văn Bảo", "birth_date": "1985-03-04", "person_id": PERSON,
    "issuer": "Ủy ban nhân dân xã Phú Hồ", "issued_date": "1985-03-09",
}  # fmt: skip


def paper(number: int = 12, dpi: int = 60) -> bytes:
    """A birth extract as a small picture; each number its own bytes."""
    return drawn_paper({**VALUES, "number": f"{number}/1985"}, issuer="Xã Phú Hồ", place="Phú Hồ", dpi=dpi)


@pytest.fixture
def plan(province: None) -> Plan:
    leader = actor_of(LEADER)
    assert leader.unit_id
    new = actions.NewPlan(leader.unit_id, "khai-sinh", 1985, 1990, 100, sample_percent=50, error_percent=10)
    return actions.make_plan(actor=leader, at=clock.now(), plan=new)


@pytest.fixture
def take(plan: Plan) -> Callable[..., Lot]:
    """Take papers in as one lot."""

    def taken(count: int = 1) -> Lot:
        scans = {f"{number}.jpg": paper(number) for number in range(count)}
        actions.take_lot(actor=actor_of(LEADER), at=clock.now(), plan_id=plan.id, scans=scans)
        return Lot.objects.get(plan=plan)

    return taken


def enter(username: str, scan_id: UUID, seen_round: int, *, turn: int = 1, **changed: str) -> Scan:
    given = {**VALUES, **changed}
    return actions.enter(
        actor=actor_of(username), at=clock.now(), scan_id=scan_id, given=given, seen_turn=turn, seen_round=seen_round
    )
