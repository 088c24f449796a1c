"""Numbers, names, session spans and sealing, without a database."""

from datetime import timedelta

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from tinhso.core.testing import moment
from tinhso.foundation.identity import rules
from tinhso.foundation.identity.types import AccountKind, BadPersonId, BadTaxCode

AT = moment("2026-03-02 09:00")


@pytest.mark.parametrize("text", ["046190000001", " 046 190 000001 ", "046.190.000.001"])
def test_a_person_id_is_twelve_digits(text: str) -> None:
    assert rules.tidy_person_id(text) == "046190000001"


@pytest.mark.parametrize(
    "text", ["04619000000", "0461900000011", "04619000000a", "000190000001", "٠٤٦١٩٠٠٠٠٠٠١", "-46190000001"]
)
def test_anything_else_is_no_person_id(text: str) -> None:
    with pytest.raises(BadPersonId):
        rules.tidy_person_id(text)


def test_no_person_id_is_allowed() -> None:
    assert rules.tidy_person_id("  ") == ""


@given(st.text(alphabet="0123456789", min_size=12, max_size=12), st.text(min_size=1), st.text(min_size=1))
def test_what_is_sealed_opens_under_any_accepted_secret_and_no_other(number: str, secret: str, older: str) -> None:
    sealed = rules.seal(number, [older])
    assert number.encode() not in sealed
    assert rules.unseal(sealed, [secret, older]) == number
    if secret != older:
        with pytest.raises(InvalidToken):
            rules.unseal(sealed, [secret])


def test_a_digest_depends_on_number_and_secret() -> None:
    digests = {rules.person_id_digest(n, s) for n in ("046190000001", "046190000002") for s in ("a", "b")}
    assert len(digests) == 4
    assert {len(digest) for digest in digests} == {32}


@given(
    st.sampled_from([AccountKind.CITIZEN, AccountKind.OFFICIAL]),
    st.integers(0, 200_000),
    st.integers(0, 200_000),
)
def test_a_session_ends_by_idleness_or_by_age(kind: AccountKind, age_s: int, idle_s: int) -> None:
    idle_s = min(idle_s, age_s)
    rule = rules.PLAIN[kind]
    over = rules.session_is_over(rule, AT - timedelta(seconds=age_s), AT - timedelta(seconds=idle_s), AT)
    assert over == (idle_s >= rule.idle_minutes * 60 or age_s >= rule.session_hours * 3600)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("nguyenvana90", True),
        ("a.b-c_d", True),
        ("ab", False),
        ("An", False),
        ("nguyễn", False),
        ("a b c", False),
        ("-abc", False),
    ],
)
def test_user_names(text: str, good: bool) -> None:
    assert rules.is_username(text) is good


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0100109106", "0100109106"), ("0100 109 106 001", "0100109106-001"), ("0100109106-001", "0100109106-001")],
)
def test_a_tax_code_is_kept_in_one_way(typed: str, kept: str) -> None:
    assert rules.tidy_tax_code(typed) == kept


@pytest.mark.parametrize("typed", ["", "0100109107", "010010910", "0100109106-01", "٠١٠٠١٠٩١٠٦", "01001091060011"])
def test_what_is_no_tax_code(typed: str) -> None:
    with pytest.raises(BadTaxCode):
        rules.tidy_tax_code(typed)
