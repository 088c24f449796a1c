"""How the portal writes times and codes. Source: law.md §2.2 and §2.3 (adapter sequence, code lists)."""

import re
from datetime import datetime, timedelta
from typing import Final

from tinhso.core.clock import TZ, local

_TIME: Final = "%Y%m%d%H%M%S"
PROCEDURE_CODE: Final = re.compile(r"^\d\.\d{6}$")
#: Unit, day in two or four digits of the year, number of the day; the legacy form begins with 000.
DOSSIER_CODE: Final = re.compile(r"^(\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(\.\d{1,3}){0,4}-(\d{6}|\d{8})-\d{4,7}$")
PERSON_ID: Final = re.compile(r"^0\d{11}$")
COMPANY_ID: Final = re.compile(r"^\d{10}(-?\d{3})?$")

#: Our subjects as LoaiDoiTuong.
SUBJECTS: Final = {"citizen": "0", "company": "1", "household_business": "2"}
#: Our channels as KenhThucHien.
CHANNELS: Final = {"counter": "1", "online": "2", "post": "3"}
#: Our kinds of paper as LoaiBan.
COPIES: Final = {"original": "0", "certified_copy": "1", "copy": "1", "electronic": "2"}
#: HinhThucThu: a fee is taken at receipt, when papers are added, when the result is handed over.
AT_RECEIPT, AT_SUPPLEMENT, AT_RETURN = "1", "2", "4"
ONLINE: Final = "2"


def written(at: datetime | None) -> str:
    """A moment as ``yyyyMMddHHmmss`` in Asia/Ho_Chi_Minh; empty for none."""
    return local(at).strftime(_TIME) if at is not None else ""


def read_time(text: object) -> datetime:
    """The moment that ``yyyyMMddHHmmss`` says. Raises ``ValueError``."""
    if not isinstance(text, str) or len(text) != len("yyyyMMddHHmmss") or not text.isascii() or not text.isdigit():
        raise ValueError("yyyyMMddHHmmss")
    return datetime.strptime(text, _TIME).replace(tzinfo=TZ)


#: The first pause before a message is sent again, and the longest.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)
_DOUBLINGS: Final = 10


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many tries without an answer: doubled each time, up to a cap."""
    return min(FIRST_PAUSE * (1 << min(max(attempts - 1, 0), _DOUBLINGS)), LONGEST_PAUSE)
