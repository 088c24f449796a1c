"""A small calendar in force, without applying a whole pack."""

from types import MappingProxyType
from typing import Any

import pytest

from tinhso.core.packs import api as packs
from tinhso.foundation.calendar.schema import CalendarYear, WorkingHours

OFFICE_WEEK = {day: ["07:30-11:30", "13:30-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def calendar_pack(monkeypatch):
    """Calendar of 2026 (National Day with its swap) and two versions of office hours."""
    year = CalendarYear.model_validate(
        {
            "id": "vn-2026",
            "year": 2026,
            "holidays": [
                {"date": "2026-08-31", "name": "Quốc khánh", "name_en": "National Day", "kind": "swapped_off"},
                {"date": "2026-09-01", "name": "Quốc khánh", "name_en": "National Day"},
                {"date": "2026-09-02", "name": "Quốc khánh", "name_en": "National Day"},
            ],
            "working_days": [{"date": "2026-08-22", "instead_of": "2026-08-31"}],
        }
    )
    hours = [
        {"id": "hanh-chinh", "name": "Giờ hành chính", "week": OFFICE_WEEK, "valid_to": "2026-10-01"},
        {
            "id": "hanh-chinh@2026-10-01",
            "name": "Giờ hành chính mùa đông",
            "week": {day: ["08:00-12:00", "13:00-17:00"] for day in OFFICE_WEEK},
            "valid_from": "2026-10-01",
        },
    ]
    objects = {
        "calendars": MappingProxyType({year.id: year}),
        "working_hours": MappingProxyType({item["id"]: WorkingHours.model_validate(item) for item in hours}),
    }
    kept: dict[Any, Any] = {}
    monkeypatch.setattr(packs, "current", objects.__getitem__)
    monkeypatch.setattr(packs, "derived", lambda key, make: kept.get(key) or kept.setdefault(key, make()))
    return objects
