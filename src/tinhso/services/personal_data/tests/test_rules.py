"""Rules of personal data, without a database."""

from datetime import date

import pytest

from tinhso.core.personal import HIDDEN, DataClass, class_of, class_of_key, mask, open_paths
from tinhso.engines.cases import rules as case_rules
from tinhso.engines.cases.api import Case
from tinhso.foundation.audit.api import digest_of
from tinhso.services.personal_data.rules.ages import is_child, months_after


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-22", -120, "2016-11-22"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_months_by_the_calendar(day: str, months: int, after: str) -> None:
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(after)


def test_a_child_is_one_until_the_birthday_and_not_before_birth() -> None:
    born = date(2010, 11, 22)
    assert is_child(born, date(2026, 11, 21), 16)
    assert not is_child(born, date(2026, 11, 22), 16)
    assert not is_child(date(2026, 12, 1), date(2026, 11, 22), 16)


def test_a_certificate_has_one_digest_and_another_when_anything_in_it_is_changed() -> None:
    told = {"records": ["a", "b"], "erased": 2}
    assert digest_of(told) == digest_of({"erased": 2, "records": ["a", "b"]})
    assert digest_of(told) != digest_of({**told, "erased": 1})


def test_masking_is_by_class() -> None:
    assert mask("Nguyễn Văn A", DataClass.NONE) == "Nguyễn Văn A"
    assert mask("Nguyễn Văn A", DataClass.BASIC) == f"N{HIDDEN}"
    assert mask({"a": 1}, DataClass.SENSITIVE) == HIDDEN
    assert mask("", DataClass.SENSITIVE) == ""


def test_what_leaves_the_platform_names_no_personal_data() -> None:
    assert open_paths(Case, "code", "type__code", "filed_at") == ("code", "type__code", "filed_at")
    assert class_of(Case, "applicant__full_name") is DataClass.BASIC
    for path in ("applicant_name", "data", "applicant__phone"):
        with pytest.raises(TypeError, match=path):
            open_paths(Case, "code", path)


def test_a_key_is_classed_by_its_spelling_and_by_the_fields_of_that_name() -> None:
    assert class_of_key("person_id") is DataClass.SENSITIVE
    assert class_of_key("home_address") is DataClass.BASIC
    assert class_of_key("applicant_name") is DataClass.BASIC
    assert class_of_key("stars") is DataClass.NONE


def test_an_erased_case_keeps_ids_and_figures_and_no_words_and_its_events_still_add_up() -> None:
    version = "01a20428-20b2-7526-92fe-c841fa202c10"
    data = {
        "answers": {"name": "Tôn Nữ Bí Ẩn", "copies": 2},
        "procedure_version": version,
        "fee": 8000,
        "delivery": {"address": "1 Lê Lợi"},
        "fields": {"total": 8, "typed": 3},
    }
    assert case_rules.erased_data(data) == {
        "answers": {}, "procedure_version": version, "fee": 8000, "delivery": {}, "fields": {"total": 8, "typed": 3},
    }  # fmt: skip
    promise = {"promise": {"vi": "Hẹn ngày 3/9."}}
    refusal = {**promise, "refusal": {"reason": "Ông A khai sai."}}
    changes = [{"state": "filed", "notes": promise}, {"state": "refused", "notes": refusal}, {"seq": 3}]
    before = case_rules.replay(changes)
    after = case_rules.replay(case_rules.erased_changes(change) for change in changes)
    assert after == {**before, "notes": case_rules.erased_notes(refusal)}
    assert after["notes"] == {**promise, "refusal": {}}
