"""A release that would leave open cases stuck is refused with the cases; what they do not stand on may change."""

from types import SimpleNamespace
from typing import Any

import pytest

from tinhso.core.packs import api as packs
from tinhso.core.testing import moment
from tinhso.engines.cases.actions import submit_case
from tinhso.engines.cases.actions.guarding import stranded_by
from tinhso.engines.cases.models import Case
from tinhso.engines.cases.tests import factories

pytestmark = pytest.mark.django_db
AT = moment("2026-08-27 09:10")


@pytest.fixture
def case(province: None) -> Case:
    """A dossier at receipt: its task needs ``cases.receive`` and its stages are held by the role ``officer``."""
    applicant = factories.citizen()
    opening = factories.opening(factories.parent_types()[0], AT, applicant=applicant)
    return submit_case(actor=applicant, at=AT, opening=opening, key="guard")


def change(section: str, *, changed: Any = (), removed: Any = (), left: Any = ()) -> dict[str, packs.Change[Any]]:
    objects = {item.id: item for item in left}
    return {section: packs.Change(section, AT, (), tuple(changed), tuple(removed), objects)}


def role(name: str, *permissions: str) -> Any:
    return SimpleNamespace(id=name, permissions=permissions)


def told(changes: dict[str, packs.Change[Any]]) -> list[tuple[str, str, int]]:
    return [(section, impact.object_id, impact.count) for section, impact in stranded_by(changes) if impact.count]


def test_a_role_that_holds_open_tasks_keeps_its_permission(case: Case) -> None:
    full, less = role("officer", "cases.read", "cases.receive"), role("officer", "cases.read")
    changes = change("roles", changed=[packs.Changed(full, less)], left=[less])
    assert told(changes) == [("roles", "officer", 1)]
    [(_, impact)] = stranded_by(changes)
    assert str(case.code) in impact.text
    assert told(change("roles", removed=[full])) == [("roles", "officer", 1)]


def test_a_role_that_holds_none_may_lose_it(case: Case) -> None:
    assert told(change("roles", removed=[role("leader", "cases.sign", "cases.receive")])) == []
    full, less = role("officer", "cases.sign", "cases.receive"), role("officer", "cases.receive")
    assert told(change("roles", changed=[packs.Changed(full, less)], left=[less])) == []


def test_hours_that_open_cases_are_counted_by_stay(case: Case) -> None:
    hours = SimpleNamespace(id="hue-office@2025")
    other = SimpleNamespace(id="hue-office@2026")
    assert told(change("working_hours", removed=[hours], left=[other])) == []
    assert told(change("working_hours", removed=[hours, other])) == [("working_hours", "hue-office", 1)]


def test_closed_cases_hold_nothing_up(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(closed_at=AT)
    assert told(change("working_hours", removed=[SimpleNamespace(id="hue-office")])) == []
