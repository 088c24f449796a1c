"""Codes and verdicts, without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.core.testing import moment
from tinhso.foundation.signing.rules import CODE_LENGTH, read_code, shown_code, verdict_of_file, verdict_of_record
from tinhso.foundation.signing.types import Finding, IssuedDocument, VerdictKind

AT = moment("2026-08-31 14:05")
DOCUMENT = IssuedDocument("ABCDEFGHJKLM", "05/QĐ-STP", "Quyết định", "Lê Ân", "Giám đốc", "Sở Tư pháp", AT)
FINDING = Finding("Lê Ân", "Sở Tư pháp", "1f", AT, "d", intact=True, covers=True, trusted=True, has_timestamp=True)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ABCD-EFGH-JKLM", "ABCDEFGHJKLM"),
        (" abcd efgh\tjklm ", "ABCDEFGHJKLM"),
        ("ABCD-EFGH-JKL", None),
        ("ABCD-EFGH-JKL0", None),
        ("../../etc/pass", None),
        ("", None),
    ],
)
def test_codes_are_read_as_people_write_them(typed: str, code: str | None) -> None:
    assert read_code(typed) == code


@given(st.text(alphabet="23456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_printed_code_is_read_back(code: str) -> None:
    assert read_code(shown_code(code)) == code


@given(
    findings=st.lists(
        st.builds(
            lambda intact, covers, trusted, stamped, serial: replace(
                FINDING, intact=intact, covers=covers, trusted=trusted, has_timestamp=stamped, serial=serial
            ),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.sampled_from(["1f", "2e"]),
        ),
        max_size=3,
    ),
    known=st.booleans(),
    withdrawn=st.booleans(),
    same=st.booleans(),
    revoked=st.frozensets(st.sampled_from(["1f", "2e"])),
)
def test_genuine_is_said_of_nothing_else(
    findings: list[Finding], known: bool, withdrawn: bool, same: bool, revoked: frozenset[str]
) -> None:
    document = replace(DOCUMENT, revoked_at=AT if withdrawn else None) if known else None
    verdict = verdict_of_file(findings, document, same_bytes=same and known, revoked_serials=revoked)
    whole = bool(findings) and all(finding.intact and finding.covers for finding in findings)
    good = known and not withdrawn and (same or whole) and not any(finding.serial in revoked for finding in findings)
    assert (verdict.kind is VerdictKind.GENUINE) == good
    assert verdict.explanation
    if known and not same and not whole:
        assert verdict.kind is VerdictKind.ALTERED


def test_a_withdrawn_record_says_when_and_why() -> None:
    verdict = verdict_of_record(replace(DOCUMENT, revoked_at=AT, revoked_reason="cấp nhầm"))
    assert verdict.kind is VerdictKind.REVOKED
    assert "cấp nhầm" in verdict.explanation
