from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.core import i18n
from tinhso.core.ui import forms


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"d": "31/08/2026"}, date(2026, 8, 31)),
        ({"d": " 1.9.2026 "}, date(2026, 9, 1)),
        ({"d": "2026-09-01"}, date(2026, 9, 1)),
        ({"d__day": "1", "d__month": "9", "d__year": "2026"}, date(2026, 9, 1)),
        ({"d__day": "", "d__month": " ", "d__year": ""}, None),
        ({}, None),
    ],
)
def test_dates_are_read_as_people_write_them(data: dict[str, str], expected: date | None) -> None:
    assert forms.read_date(data, "d") == expected


@pytest.mark.parametrize("text", ["31/2/2026", "32/01/2026", "hôm qua", "1/1", "01/13/2026", "<script>"])
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(forms.BadDate):
        forms.read_date({"d": text}, "d")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234,5", "1234.5"),
        ("1.234", "1234"),
        ("12,50", "12.50"),
        ("0.5", "0.5"),
        ("1 234", "1234"),
        ("97,2 %", "97.2"),
        ("", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, expected: str | None) -> None:
    assert forms.read_number(text) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize("text", ["một", "1.23,4", "NaN", "Infinity", "1,2,3", "--1", "1.234.5,0"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(forms.BadNumber):
        forms.read_number(text)


@given(st.integers(min_value=1, max_value=10**15))
def test_money_written_by_us_is_read_back(amount: int) -> None:
    assert forms.read_money(i18n.format_money(amount)) == amount


@pytest.mark.parametrize(
    ("text", "expected"), [("50.000", 50_000), ("50000đ", 50_000), ("1.500.000 VNĐ", 1_500_000), ("", None)]
)
def test_money_as_people_write_it(text: str, expected: int | None) -> None:
    assert forms.read_money(text) == expected


def test_half_a_dong_is_refused() -> None:
    with pytest.raises(forms.BadNumber):
        forms.read_money("1,5")
