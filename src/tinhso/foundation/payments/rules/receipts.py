"""Biên lai điện tử: its number, the amount in words, its form. Source: NĐ 123/2020/NĐ-CP, NĐ 254/2026/NĐ-CP."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tinhso.core.i18n import format_money
from tinhso.core.typeset import PaperForm

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS: Final = ("", "nghìn", "triệu")


def _below_thousand(number: int, *, whole: bool) -> list[str]:
    """Three digits in words; ``whole`` says hundreds that are nought, as behind a larger group."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    said = [_DIGITS[hundreds], "trăm"] if hundreds or whole else []
    if tens > 1:
        said += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        said.append("mười")
    elif ones and said:
        said.append("linh")
    if ones == 1 and tens > 1:
        said.append("mốt")
    elif ones == 5 and tens:
        said.append("lăm")
    elif ones:
        said.append(_DIGITS[ones])
    return said


def in_words(amount: int) -> str:
    """An amount of đồng as it is read: ``16000 -> "Mười sáu nghìn đồng"``. Raises ``ValueError`` below nought."""
    if amount < 0:
        raise ValueError(amount)
    said: list[str] = []
    billions, rest = divmod(amount, 10**9)
    if billions:
        said += [*in_words(billions).removesuffix(" đồng").lower().split(), "tỷ"]
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            said += [*_below_thousand(group, whole=bool(said)), _GROUPS[power]]
    text = " ".join(word for word in said or [_DIGITS[0]] if word)
    return f"{text[0].upper()}{text[1:]} đồng"


def symbol_of(beginning: str, year: int) -> str:
    """The ký hiệu of the receipts of a year: its last two digits, E for electronic."""
    return f"{beginning}-{year % 100:02}E"


def number_text(symbol: str, number: int) -> str:
    """A receipt as people name it: ký hiệu and seven digits."""
    return f"{symbol}/{number:07}"


def receipt_form(name: str, symbol: str) -> PaperForm:
    """The form of a receipt."""
    return PaperForm.model_validate(
        {
            "instrument": "NĐ 254/2026/NĐ-CP",
            "number": symbol,
            "name": name,
            "document_number": "Ký hiệu: {{ receipt.symbol }}   Số: {{ receipt.number }}",
            "body": [
                {
                    "fields": [
                        ("Đơn vị thu", "{{ issuer }}"),
                        ("Người nộp", "{{ payer }}"),
                        ("Nộp cho", "{{ title }}"),
                        ("Mã hồ sơ", "{{ reference }}"),
                    ]
                },
                {
                    "each": "lines",
                    "columns": [
                        {"title": "STT", "value": "{{ index }}", "width": 0.4},
                        {"title": "Khoản thu", "value": "{{ entry.name }}", "width": 3.0},
                        {"title": "Căn cứ", "value": "{{ entry.basis }}", "width": 2.0},
                        {"title": "Số tiền", "value": "{{ entry.amount }}", "width": 1.2},
                    ],
                },
                {"text": "Tổng cộng: {{ amount }}", "style": "bold"},
                {"text": "Bằng chữ: {{ words }}.", "style": "italic"},
                {
                    "fields": [
                        ("Hình thức nộp", "Trực tuyến qua {{ gateway }}"),
                        ("Mã giao dịch", "{{ transaction }}"),
                        ("Nộp lúc", "{{ paid_at }}"),
                    ]
                },
            ],
            "signatures": [{"title": "Đơn vị thu", "note": "(Biên lai điện tử)", "name": "{{ issuer }}"}],
        }
    )


def lines_shown(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Lines of an invoice as a receipt prints them."""
    return [
        {"name": line["name"], "basis": line.get("basis", ""), "amount": format_money(line["amount"])} for line in lines
    ]
