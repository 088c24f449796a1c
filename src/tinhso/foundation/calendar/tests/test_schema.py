"""What a pack may say about days and hours."""

import pytest
from pydantic import ValidationError

from tinhso.foundation.calendar.schema import CalendarYear, WorkingHours


def year(**changes):
    return CalendarYear.model_validate({"id": "vn-2026", "year": 2026, "holidays": [], **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"holidays": [{"date": "2025-09-02", "name": "Quốc khánh"}]},
        {"holidays": [{"date": "2026-09-02", "name": "a"}, {"date": "2026-09-02", "name": "b"}]},
        {"working_days": [{"date": "2026-08-24", "instead_of": "2026-08-31"}]},
        {"working_days": [{"date": "2026-08-22", "instead_of": "2026-08-23"}]},
        {"holidays": [{"date": "2026-09-02", "name": "Quốc khánh", "kind": "party"}]},
    ],
)
def test_wrong_years_are_refused(changes):
    with pytest.raises(ValidationError):
        year(**changes)


def test_hours_are_read_as_minutes():
    hours = WorkingHours.model_validate({"id": "a@2026-01-01", "name": "A", "week": {"mon": ["07:30-11:30"]}})
    assert hours.spans() == {0: ((450, 690),)}
    assert hours.family == "a"


@pytest.mark.parametrize(
    "week", [{"mon": ["7:30-11:30"]}, {"mon": ["11:30-07:30"]}, {"sat": ["07:30-11:30"]}, {"xyz": []}]
)
def test_wrong_hours_are_refused(week):
    with pytest.raises(ValidationError):
        WorkingHours.model_validate({"id": "a", "name": "A", "week": week})
