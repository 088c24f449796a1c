"""What stands in a register is counted as it stands: at once, month by month, and again from its history."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.reactions import count_changed
from tinhso.engines.registers import api as registers
from tinhso.foundation.organisation import api as organisation
from tinhso.foundation.organisation.tests.people import Person, person

pytestmark = pytest.mark.django_db
STATIONS, FIBRE = "bts-stations", "households-fibre"
#: The pack was counted in the month of today, so that earlier months are not the last.
THIS_MONTH = clock.now()
NEXT_MONTH = THIS_MONTH.replace(day=1) + timedelta(days=40)
EVER, UNTIL_NOW = indicators.Months(), indicators.Months(None, NEXT_MONTH.date().replace(day=1))


@pytest.fixture
def keeper(province: None) -> Person:
    return person("quantri")


def commune() -> organisation.TerritoryInfo:
    return organisation.territory_as_of(THIS_MONTH.date(), level=organisation.Level.COMMUNE)[0]


def written(who: Person, register: str, at: datetime, **given: str) -> registers.Record:
    unit_id = who.actor.unit_id
    assert unit_id is not None
    made = registers.add_record(
        actor=who.actor, at=at, register=register, unit_id=unit_id, given={"commune": commune().code, **given},
        provenance=registers.Provenance(registers.Source.FORM),
    )  # fmt: skip
    told(register, made, at)
    return made


def told(register: str, record: registers.Record, at: datetime) -> None:
    count_changed([registers.RecordChanged(register, record.id, record.version, record.unit_id)], at)


def station(who: Person, code: str, at: datetime, technologies: str = "4g") -> registers.Record:
    return written(who, "bts_stations", at, code=code, name=f"Trạm {code}", carrier="vnpt", technologies=technologies)


def number(months: indicators.Months = EVER) -> int:
    return indicators.value(STATIONS, months=months).numerator


def test_what_stands_is_counted_and_earlier_months_stay(keeper: Person) -> None:
    first = station(keeper, "HUE-001", THIS_MONTH)
    station(keeper, "HUE-002", THIS_MONTH, technologies="2g")
    assert number() == 1
    station(keeper, "HUE-003", NEXT_MONTH)
    assert (number(UNTIL_NOW), number()) == (1, 2)
    changed = registers.change_record(
        actor=keeper.actor, at=NEXT_MONTH, register="bts_stations", record_id=first.id, version=1,
        given={"technologies": "2g"}, provenance=registers.Provenance(registers.Source.FORM),
    )  # fmt: skip
    told("bts_stations", changed, NEXT_MONTH)
    assert (number(UNTIL_NOW), number()) == (1, 1)
    assert [(month.month, value.numerator) for month, value in indicators.series(STATIONS)] == [
        (THIS_MONTH.month, 1),
        (NEXT_MONTH.month, 1),
    ]
    # The register's own history gives the number of the month before again, to the last record.
    for months in (UNTIL_NOW, EVER):
        receipt = indicators.receipt(STATIONS, at=NEXT_MONTH, months=months)
        assert receipt.agrees
        assert receipt.value.denominator == (2 if months is UNTIL_NOW else 3)


def test_a_record_that_ends_is_counted_no_more(keeper: Person) -> None:
    first = station(keeper, "HUE-001", THIS_MONTH)
    ended = registers.end_record(
        actor=keeper.actor, at=NEXT_MONTH, register="bts_stations", record_id=first.id, version=1,
        provenance=registers.Provenance(registers.Source.FORM),
    )  # fmt: skip
    told("bts_stations", ended, NEXT_MONTH)
    assert (number(UNTIL_NOW), number()) == (1, 0)


def test_counting_twice_moves_nothing(keeper: Person) -> None:
    station(keeper, "HUE-001", THIS_MONTH)
    before = indicators.value(STATIONS)
    assert indicators.count_registers(actor=SYSTEM, at=THIS_MONTH) == 0
    assert indicators.value(STATIONS) == before


def test_a_share_of_sums(keeper: Person) -> None:
    for code, households, fibre in (("T1", "200", "150"), ("T2", "100", "90"), ("T3", "0", "0")):
        written(
            keeper, "broadband_coverage", THIS_MONTH, code=code, name=f"Thôn {code}", households=households,
            fibre_households=fibre, has_4g="yes", has_5g="no",
        )  # fmt: skip
    value = indicators.value(FIBRE)
    assert (value.numerator, value.denominator, str(value.percent)) == (240, 300, "80.00")


def test_the_number_opens_to_its_records(keeper: Person) -> None:
    station(keeper, "HUE-001", THIS_MONTH)
    leader = person("lanhdaotinh")
    page = leader.client.get(reverse("programme.indicator", args=[STATIONS])).content.decode()
    assert "Đếm lại khớp" in page
    assert "Trạm HUE-001" in page
    assert "/desk/co-so-du-lieu/bts_stations/" in page
    told_out = leader.client.get(f"/api/indicators/{STATIONS}").json()
    assert (told_out["figure"], told_out["percent"], told_out["unit"]) == (1.0, None, "stations")
