"""Rules of money: VietQR against known codes, amounts in words, what fits an invoice, statements beside books."""

import pytest

from tinhso.core.faults import read_faults
from tinhso.foundation.payments.ports.gateway import is_signed, signed
from tinhso.foundation.payments.rules import booking
from tinhso.foundation.payments.rules.comparing import Differing, StatementLine, compare
from tinhso.foundation.payments.rules.receipts import in_words, number_text, symbol_of
from tinhso.foundation.payments.rules.vietqr import NotVietQr, crc16, read_vietqr, vietqr
from tinhso.foundation.payments.simulator import FAULTS
from tinhso.foundation.payments.types import DifferenceKind, PaymentFit

#: Codes of NAPAS's own format description (the first two) and of a bank's practice.
STATIC = "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F"
DYNAMIC = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
    "62340107NPS68690819thanh toan don hang63042E2E"
)
TRANSFER = (
    "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA530370454061200005802VN"
    "62170813ung ho lu lut6304C15C"
)
ACCOUNT = {"bank_bin": "970403", "account": "0011012345678"}


def test_crc_of_the_standards_check_value() -> None:
    assert crc16(b"123456789") == 0x29B1


def test_vietqr_of_known_codes() -> None:
    assert vietqr(**ACCOUNT) == STATIC
    assert vietqr(**ACCOUNT, amount=180_000, bill="NPS6869", purpose="thanh toan don hang") == DYNAMIC
    assert vietqr(bank_bin="970415", account="0011001932418", amount=120_000, purpose="ung ho lu lut") == TRANSFER


def test_vietqr_is_read_as_it_was_written() -> None:
    code = vietqr(**ACCOUNT, amount=16_000, purpose="H57.18.33-261122-0001", bill="AB23CD45EF67")
    said = read_vietqr(code)
    assert said == {**ACCOUNT, "amount": "16000", "purpose": "H57.18.33-261122-0001", "bill": "AB23CD45EF67"}
    for wrong in (code[:-1] + "0", code.replace("16000", "26000"), "", "000201", "63040000", DYNAMIC[4:]):
        with pytest.raises(NotVietQr):
            read_vietqr(wrong)
    for more in ({"purpose": "x" * 26}, {"purpose": "lệ phí"}, {"amount": -1}):
        with pytest.raises(ValueError):
            vietqr(**ACCOUNT, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "Không đồng"),
        (16_000, "Mười sáu nghìn đồng"),
        (21_005, "Hai mươi mốt nghìn không trăm linh năm đồng"),
        (115_055, "Một trăm mười lăm nghìn không trăm năm mươi lăm đồng"),
        (1_200_000, "Một triệu hai trăm nghìn đồng"),
        (3_000_000_104, "Ba tỷ một trăm linh bốn đồng"),
        (1_000_001, "Một triệu không trăm linh một đồng"),
    ],
)
def test_amounts_in_words(amount: int, said: str) -> None:
    assert in_words(amount) == said


def test_names_of_receipts() -> None:
    assert number_text(symbol_of("01BLP", 2026), 12) == "01BLP-26E/0000012"


@pytest.mark.parametrize(
    ("received", "is_open", "fit", "applied"),
    [
        (16_000, True, PaymentFit.INVOICE, 16_000),
        (17_000, True, PaymentFit.MORE, 16_000),
        (15_999, True, PaymentFit.LESS, 0),
        (16_000, False, PaymentFit.SECOND, 0),
    ],
)
def test_what_money_is_for(received: int, is_open: bool, fit: PaymentFit, applied: int) -> None:
    assert booking.fit_of(16_000, received, is_open=is_open) == (fit, applied)


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "null", "{}", '{"transaction": "A", "amount": 1.5, "paid_at": "2026-11-22T10:00:00+07:00"}',
        '{"transaction": "A", "amount": true, "paid_at": "2026-11-22T10:00:00+07:00"}',
        '{"transaction": "A", "amount": -5, "paid_at": "2026-11-22T10:00:00+07:00"}',
        '{"transaction": "", "amount": 5, "paid_at": "2026-11-22T10:00:00+07:00"}',
        '{"transaction": "A", "amount": 5, "paid_at": "2026-11-22T10:00:00"}',
        '{"transaction": "A", "amount": 5, "paid_at": "yesterday"}',
        '{"transaction": "A", "order": 7, "amount": 5, "paid_at": "2026-11-22T10:00:00+07:00"}',
    ],
)  # fmt: skip
def test_what_says_nothing_about_a_payment(content: str) -> None:
    with pytest.raises(booking.Unreadable):
        booking.read_credit(content)


def test_signatures() -> None:
    given = signed("khoa", "callback", b"{}")
    assert is_signed("khoa", "callback", b"{}", given)
    assert not is_signed("khoa", "callback", b"{ }", given)
    assert not is_signed("khoa", "other", b"{}", given)
    assert not is_signed("khac", "callback", b"{}", given)
    assert not is_signed("", "callback", b"{}", signed("", "callback", b"{}"))
    assert not is_signed("khoa", "callback", b"{}", "đ")


def test_statement_beside_books() -> None:
    same, ours, theirs = (StatementLine(name, "", 10) for name in ("A", "B", "C"))
    there = [same, theirs, StatementLine("D", "X", 20), StatementLine("E", "", 5), StatementLine("E", "", 5)]
    here = [same, ours, StatementLine("D", "X", 30), StatementLine("E", "", 5)]
    assert compare(there, here) == [
        Differing(DifferenceKind.NOT_THERE, "B", "", None, 10),
        Differing(DifferenceKind.NOT_HERE, "C", "", 10, None),
        Differing(DifferenceKind.AMOUNT, "D", "X", 20, 30),
        Differing(DifferenceKind.AMOUNT, "E", "", 10, 5),
    ]
    assert not compare(here, here)


def test_faults_are_read() -> None:
    assert read_faults("slow=0.5, callback_lost", FAULTS) == {"slow": 0.5, "callback_lost": 1.0}
    for wrong in ("fast=1", "slow=2"):
        with pytest.raises(ValueError):
            read_faults(wrong, FAULTS)
