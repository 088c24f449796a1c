"""Which round a day belongs to, what is marked, and who decides, without a database."""

from datetime import date, timedelta

import pytest

from tinhso.core.ids import new_id
from tinhso.core.testing import moment
from tinhso.foundation.grant_reviews.rules import crowded_accounts, decider_of, marks_of, round_of
from tinhso.foundation.grant_reviews.types import Mark
from tinhso.foundation.organisation.api import HeldRight

AT = moment("2026-07-02 05:20")
HEAD, CLERK, OTHER = new_id(), new_id(), new_id()
WARD, CITY = new_id(), new_id()


def right(account_id=CLERK, **change):
    base = {"id": new_id(), "name": "Trần Thị Cán Bộ", "what": "Vai trò", "what_en": "Role", "unit_id": WARD}
    return HeldRight(account_id=account_id, since_date=date(2025, 7, 1), **{**base, **change})


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 12, 31), date(2026, 7, 1)),
        (date(2026, 6, 30), date(2026, 1, 1)),
    ],
)
def test_a_round_lasts_half_a_year(day: date, start: date) -> None:
    assert round_of(day, (1, 7), 30).start_date == start


def test_a_platform_set_up_in_the_middle_of_a_round_has_the_days_from_then() -> None:
    found = round_of(date(2026, 9, 10), (7, 1), 30, opened=date(2026, 9, 10))
    assert (found.start_date, found.due_date) == (date(2026, 7, 1), date(2026, 10, 10))


@pytest.mark.parametrize(
    ("change", "marks"),
    [
        ({"last_used_at": AT - timedelta(days=3)}, []),
        ({"last_used_at": AT - timedelta(days=91)}, [Mark.LONG_UNUSED]),
        ({}, [Mark.NEVER_USED]),
        ({"last_used_at": AT, "is_away": True}, [Mark.AWAY]),
        ({"last_used_at": AT, "role": "officer"}, [Mark.INCOMPATIBLE]),
        ({"last_used_at": AT, "role": "clerk"}, []),
        ({"last_used_at": AT, "role": "clerk", "account_id": OTHER}, [Mark.MORE_THAN_PEERS]),
    ],
)
def test_what_is_worth_a_second_look_is_marked(change, marks) -> None:
    roles = {CLERK: {"officer", "auditor", "clerk"}}
    found = marks_of(
        right(**change), at=AT, unused_days=90, held_roles=roles, pairs=[("auditor", "officer")], crowded={OTHER}
    )
    assert found == marks


def test_what_was_given_lately_is_not_yet_unused() -> None:
    young = HeldRight(new_id(), CLERK, "Ai", "Gì", "What", WARD, AT.date() - timedelta(days=5))
    assert marks_of(young, at=AT, unused_days=90, held_roles={}, pairs=[], crowded=()) == []


def test_who_may_do_far_more_than_the_same_role_elsewhere_stands_out() -> None:
    few = [right(account, role="clerk", permissions=frozenset({"a"})) for account in (new_id(), new_id(), CLERK)]
    more = right(CLERK, role="officer", permissions=frozenset("bcd"))
    assert crowded_accounts([*few, more], 2) == {CLERK}
    assert crowded_accounts([*few[1:], more], 2) == set()


def test_nobody_decides_about_themself() -> None:
    above = {WARD: CITY, CITY: None}
    assert decider_of(right(CLERK), {WARD: [HEAD]}, above) == (WARD, False)
    assert decider_of(right(HEAD), {WARD: [HEAD], CITY: [OTHER]}, above) == (CITY, False)
    assert decider_of(right(HEAD), {WARD: [HEAD, OTHER]}, above) == (WARD, False)
    assert decider_of(right(OTHER, unit_id=CITY), {CITY: [OTHER]}, above) == (CITY, True)
