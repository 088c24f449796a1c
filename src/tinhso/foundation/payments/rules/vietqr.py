"""VietQR: the text of a QR code that any bank's application in Việt Nam pays, built and read by ourselves.

Source: EMVCo QR Code Specification for Payment Systems, Merchant-Presented Mode 1.1; NAPAS, VietQR format by account.
"""

from collections.abc import Mapping
from typing import Final

#: NAPAS among the payment schemes, and its service "transfer to an account".
_SCHEME, _TO_ACCOUNT = "A000000727", "QRIBFTTA"
_DONG, _VIET_NAM = "704", "VN"
#: The longest value of a data object, of the purpose and of the bill number.
_LONGEST, _LONGEST_TEXT = 99, 25
_CRC_FIELD: Final = "6304"


class NotVietQr(ValueError):
    """The text is no VietQR code."""


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, from 0xFFFF, nothing reflected (ISO/IEC 13239)."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _object(tag: str, value: str) -> str:
    if not 0 < len(value) <= _LONGEST or not value.isascii():
        raise ValueError(f"data object {tag}: {value!r}")
    return f"{tag}{len(value):02}{value}"


def vietqr(*, bank_bin: str, account: str, amount: int = 0, purpose: str = "", bill: str = "") -> str:
    """The text of a QR code for a transfer of ``amount`` đồng; 0 lets the payer write the amount.

    ``purpose`` (at most 25 characters, without accents) is what the payer's bank passes on, ``bill`` our number of it.
    Raises ``ValueError`` for what does not fit.
    """
    if max(len(purpose), len(bill)) > _LONGEST_TEXT or amount < 0:
        raise ValueError(f"{purpose!r}, {bill!r}, {amount}: too long, or less than nothing")
    beneficiary = _object("00", bank_bin) + _object("01", account)
    scheme = _object("00", _SCHEME) + _object("01", beneficiary) + _object("02", _TO_ACCOUNT)
    more = (_object("01", bill) if bill else "") + (_object("08", purpose) if purpose else "")
    text = "".join(
        (
            _object("00", "01"),
            _object("01", "12" if amount else "11"),
            _object("38", scheme),
            _object("53", _DONG),
            _object("54", str(amount)) if amount else "",
            _object("58", _VIET_NAM),
            _object("62", more) if more else "",
            _CRC_FIELD,
        )
    )
    return f"{text}{crc16(text.encode()):04X}"


def read_objects(text: str) -> Mapping[str, str]:
    """Data objects by tag. Raises ``NotVietQr``."""
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        tag, size = text[place : place + 2], text[place + 2 : place + 4]
        value = text[place + 4 : place + 4 + int(size)] if size.isdigit() else ""
        if not tag.isdigit() or not value or len(value) != int(size) or tag in found:
            raise NotVietQr(text)
        found[tag] = value
        place += 4 + len(value)
    return found


def read_vietqr(text: str) -> dict[str, str]:
    """What a VietQR code says: bank_bin, account, amount, purpose, bill. Raises ``NotVietQr`` also for a wrong CRC."""
    if not text.isascii() or text[-8:-4] != _CRC_FIELD or f"{crc16(text[:-4].encode()):04X}" != text[-4:]:
        raise NotVietQr(text)
    whole = read_objects(text)
    scheme = read_objects(whole.get("38", ""))
    if scheme.get("00") != _SCHEME or whole.get("53") != _DONG:
        raise NotVietQr(text)
    beneficiary, more = read_objects(scheme.get("01", "")), read_objects(whole.get("62", ""))
    return {
        "bank_bin": beneficiary.get("00", ""),
        "account": beneficiary.get("01", ""),
        "amount": whole.get("54", ""),
        "purpose": more.get("08", ""),
        "bill": more.get("01", ""),
    }
