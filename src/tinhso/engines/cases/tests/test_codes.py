"""Dossier codes: formats side by side, a change at a date, codes of other systems."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from tinhso.core.access import SYSTEM
from tinhso.core.ids import new_id
from tinhso.core.packs.testing import apply_objects
from tinhso.engines.cases import api as cases
from tinhso.engines.cases.actions.beginning import give_numbers
from tinhso.engines.cases.models import Case, CodeCounter
from tinhso.engines.cases.rules import long_unit, pattern_for, write_code
from tinhso.engines.cases.schema import DossierCodeObject
from tinhso.engines.cases.tests import factories
from tinhso.engines.cases.types import CaseNotFound, CodeTaken

DAY, BEFORE, LATER = date(2026, 10, 8), date(2020, 9, 14), date(2027, 1, 1)
SHORT, LONG, MINISTRY = "{unit}-{yymmdd}-{number:4}", "{unit_long}-{yymmdd}-{number:4}", "{unit}-{yyyymmdd}-{number:7}"


def dated(key: str, pattern: str, **more: object) -> DossierCodeObject:
    return DossierCodeObject(id=key, name=key, name_en=key, pattern=pattern, **more)


FORMATS = [
    dated("old", LONG, valid_to=date(2020, 9, 15)),
    dated("now", SHORT, valid_from=date(2020, 9, 15)),
    dated("dong-thap", MINISTRY, units=("H82",), valid_from=LATER),
    dated("ministries", MINISTRY, units=("G",)),
]


@pytest.mark.parametrize(
    ("unit", "day", "number", "code"),
    [
        ("H57.50.05.13", DAY, 975, "H57.50.05.13-261008-0975"),
        ("H82.01", DAY, 1, "H82.01-261008-0001"),
        ("H82.01", LATER, 1, "H82.01-20270101-0000001"),
        ("H57.01", LATER, 1, "H57.01-270101-0001"),
        ("H26.01", date(2019, 11, 22), 1, "000.00.01.H26-191122-0001"),
        ("H26.01", BEFORE, 12345, "000.00.01.H26-200914-12345"),
        ("G09.20", date(2026, 6, 9), 92637, "G09.20-20260609-0092637"),
    ],
)
def test_each_unit_writes_the_format_of_its_day(unit: str, day: date, number: int, code: str) -> None:
    assert write_code(pattern_for(FORMATS, unit, day), unit, day, number) == code


def test_long_unit_codes_go_from_the_lowest_level_up() -> None:
    assert [long_unit(code) for code in ("H57", "H57.41", "H57.41.01", "H57.50.05.13")] == [
        "000.00.00.H57", "000.00.41.H57", "000.01.41.H57", "13.05.50.H57",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "pattern",
    [
        "{unit}-{number:4}",
        "{unit}-{yymmdd}",
        "{unit}{yymmdd}-{number:4}",
        "{unit}-{yymmdd}-{number}",
        "x {unit}-{yymmdd}-{number:4}",
    ],
)
def test_a_pattern_that_could_repeat_a_code_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError):
        dated("bad", pattern)


@pytest.mark.django_db
def test_numbers_go_on_by_unit_and_day_whatever_the_format() -> None:
    bodies = [{**one.model_dump(mode="json"), "name": one.id} for one in FORMATS]
    apply_objects({"dossier_codes": bodies}, datetime(2026, 10, 1, tzinfo=UTC))
    at = datetime(2026, 10, 8, 2, tzinfo=UTC)
    found = [Case(), Case(), Case(), Case()]
    give_numbers([("G09.20", found[0]), ("H57.01", found[1]), ("H57.01", found[2]), ("H82.01", found[3])], at)
    assert [case.code for case in found] == [
        "G09.20-20261008-0000001", "H57.01-261008-0001", "H57.01-261008-0002", "H82.01-261008-0001",
    ]  # fmt: skip
    CodeCounter.objects.filter(prefix="H57.01").update(last=7)
    give_numbers([("H57.01", found[0])], at)
    assert found[0].code == "H57.01-261008-0008", "a gap does no harm"


@pytest.mark.usefixtures("province")
def test_a_dossier_is_found_by_the_code_that_the_national_portal_gave_it() -> None:
    at = datetime(2026, 10, 8, 2, tzinfo=UTC)
    officer, citizen, code = factories.official(), factories.citizen(), factories.parent_types()[0]
    one, two = (
        cases.submit_case(actor=citizen, at=at, opening=factories.opening(code, at, applicant=citizen), key=str(n))
        for n in range(2)
    )
    alias = "000.00.00.G22-261008-0042"
    for _again in range(2):
        cases.add_alias(actor=SYSTEM, at=at, case_id=one.id, code=alias.lower(), issuer="dvcqg")
    assert cases.case_by_code(alias) == one
    assert [case.id for case in cases.search_cases(actor=officer, text=alias).items] == [one.id]
    for wrong in (
        {"case_id": two.id, "code": alias},
        {"case_id": one.id, "code": "G22-1"},
        {"case_id": two.id, "code": one.code},
    ):
        with pytest.raises(CodeTaken):
            cases.add_alias(actor=SYSTEM, at=at, issuer="dvcqg", **wrong)
    with pytest.raises(CaseNotFound):
        cases.add_alias(actor=SYSTEM, at=at, case_id=new_id(), code="G22-2", issuer="dvcqg")
