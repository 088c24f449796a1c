"""How papers stand, which are used first, how long they hold: no database."""

from dataclasses import dataclass
from datetime import date

import pytest

from tinhso.services.vault.rules import best_first, is_usable, months_after, standing, stands_in
from tinhso.services.vault.types import Holder, Standing, Trust

DAY = date(2026, 11, 22)


@dataclass
class Sheet:
    trust: int = Trust.SIGNED
    issued_date: date | None = None
    valid_to: date | None = None
    is_revoked: bool = False
    is_replaced: bool = False


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (Sheet(), Standing.IN_FORCE),
        (Sheet(valid_to=date(2026, 12, 23)), Standing.IN_FORCE),
        (Sheet(valid_to=date(2026, 12, 22)), Standing.EXPIRING),
        (Sheet(valid_to=date(2026, 11, 23)), Standing.EXPIRING),
        (Sheet(valid_to=DAY), Standing.EXPIRED),
        (Sheet(valid_to=DAY, is_replaced=True), Standing.REPLACED),
        (Sheet(is_replaced=True, is_revoked=True), Standing.REVOKED),
    ],
)
def test_a_paper_stands_by_its_last_day_and_by_what_became_of_it(sheet: Sheet, expected: Standing) -> None:
    assert standing(sheet, DAY) is expected
    assert is_usable(sheet, DAY) is (expected in {Standing.IN_FORCE, Standing.EXPIRING})


def test_only_what_somebody_vouches_for_stands_in_for_a_paper() -> None:
    assert [trust for trust in Trust if stands_in(Sheet(trust=trust), DAY)] == [Trust.CHECKED, Trust.COPY, Trust.SIGNED]
    assert not stands_in(Sheet(is_revoked=True), DAY)


def test_the_most_trusted_then_the_newest_first() -> None:
    uploaded = Sheet(trust=Trust.UPLOADED, issued_date=DAY)
    old, new = Sheet(issued_date=date(2020, 1, 1)), Sheet(issued_date=date(2026, 1, 1))
    assert best_first([uploaded, old, new]) == [new, old, uploaded]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 22), 6, date(2027, 5, 22)),
        (date(2026, 8, 31), 6, date(2027, 3, 1)),
        (date(2026, 10, 31), 1, date(2026, 12, 1)),
        (date(2027, 2, 28), 12, date(2028, 2, 28)),
    ],
)
def test_months_after_a_day(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize("given", [{}, {"account_id": Holder, "person_key": b"1"}])
def test_a_holder_is_one_account_or_one_number(given: dict) -> None:
    with pytest.raises(ValueError, match="one of them"):
        Holder(**given)
