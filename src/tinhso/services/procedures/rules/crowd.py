"""The shape of three years at a province's one-stop shops: when people file, what, where, who they are, how long
offices take. Everything follows from a seed.

Shares are those of practice, rounded: a third is certified copies, civil status is most of the rest; school and year
end bring more, Tết less; Monday is the fullest day; nobody comes to a counter at noon.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Final
from uuid import UUID

from tinhso.core.clock import TZ

YEARS: Final = 3
_DAYS_OF_A_YEAR: Final = 365
#: How full a month, a weekday (from Monday) and an hour are beside the middle.
_MONTHS: Final = (0.95, 0.7, 1.05, 1.05, 1.0, 1.05, 1.1, 1.25, 1.15, 1.0, 1.0, 1.1)
_WEEK: Final = (1.35, 1.1, 1.0, 0.95, 0.95, 0.12, 0.07)
_DAY_OFF: Final = 0.05
_HOURS: Final = (
    0.02, 0.01, 0.01, 0.01, 0.01, 0.05, 0.2, 0.9, 1.7, 1.9, 1.6, 0.7, 0.2, 0.9, 1.6, 1.5, 1.0, 0.3, 0.25, 0.3, 0.35,
    0.3, 0.15, 0.05,
)  # fmt: skip
#: How often the procedures that everybody knows are asked for; the others share the rest, each a little less.
FREQUENT: Final = {
    "2.000815": 30.0, "2.000635": 9.0, "1.004873": 8.0, "1.001193": 7.0, "2.000884": 6.0, "1.000894": 4.0,
    "1.000656": 3.5, "1.004222": 3.0, "1.001612": 2.5, "2.001035": 2.0, "1.013225": 1.5, "1.001776": 1.5,
}  # fmt: skip
_OTHERS: Final = 24.0
_FAMILY: Final = {
    "Nguyễn": 38, "Trần": 11, "Lê": 10, "Phạm": 6, "Hoàng": 5, "Phan": 5, "Võ": 5, "Đặng": 3, "Bùi": 2, "Hồ": 3,
    "Ngô": 2, "Dương": 2, "Tôn Nữ": 1, "Tôn Thất": 1, "Đỗ": 2, "Hà": 1, "Mai": 1, "Cao": 1, "Trương": 2, "Huỳnh": 2,
}  # fmt: skip
_MIDDLE: Final = {
    "f": "Thị,Thị,Thị,Thị,Ngọc,Thanh,Thu,Kim,Bảo,Diễm,Khánh,Mỹ,Như,Phương,Quỳnh,Thùy,Tường,Xuân,Ái,Hoài".split(","),
    "m": "Văn,Văn,Văn,Đình,Minh,Hữu,Quốc,Ngọc,Thanh,Đức,Xuân,Gia,Anh,Công,Duy,Hoàng,Nhật,Phước,Trọng,Viết".split(","),
}
_GIVEN: Final = {
    "f": (
        "An Anh Ánh Bình Chi Cúc Diệp Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hồng Huệ Hương Khanh Lan Linh Loan Ly Mai "
        "Mi My Nga Ngân Nguyệt Nhi Nhung Oanh Phương Quyên Sương Tâm Thảo Thủy Thương Trang Trâm Tuyết Uyên Vân Vy Yến"
    ).split(),
    "m": (
        "An Bảo Bình Cường Danh Dũng Duy Dương Đạt Đông Đức Hải Hào Hậu Hiếu Hoàng Hùng Huy Khang Khánh Khoa Kiên Lâm "
        "Lộc Long Mạnh Minh Nam Nghĩa Nhân Phong Phú Phúc Quân Quang Sang Sơn Tài Tân Thành Thắng Thịnh Tín Toàn Trí "
        "Trung Tuấn Tùng Việt Vinh Vũ"
    ).split(),
}
_PHONES: Final = ("032", "033", "034", "035", "036", "038", "039", "070", "077", "079", "083", "084", "085", "090",
                  "091", "093", "094", "096", "097", "098")  # fmt: skip
_BORN: Final = (1941, 2008)
_FIRST_OF_CENTURY: Final = 2000
#: Stars after a result in time and after a late one, from one star to five.
_STARS: Final = {True: (1, 1, 6, 27, 65), False: (14, 16, 30, 25, 15)}
_RATED: Final = 0.3
#: What people do now and then instead of going on, by action, with its share.
DETOURS: Final = {
    "refuse": 0.015, "ask_before_receipt": 0.02, "request_supplement": 0.05, "withdraw": 0.003, "stop": 0.004,
    "return_for_rework": 0.02,
}  # fmt: skip
#: What stands beside the way to a result, or needs cases of its own.
ASIDE: Final = frozenset({*DETOURS, "stop_at_receipt", "forward", "extend", "consult", "consult_more"})
#: Working minutes that a step takes in the middle; handling takes a share of the time that is left.
_MINUTES: Final = {"accept": 50, "start": 90, "sign": 120, "admit": 60, "return_result": 300, "refuse": 90}
_USUAL_MINUTES: Final = 90
_HANDLING: Final = 0.4
_SMALL_STEP: Final = 0.15
_HANDLES: Final = "submit_for_signature"
_SPREAD: Final = 0.5
#: Hours that applicants take in the middle.
_APPLICANT_HOURS: Final = 20.0
_LONGEST_HOURS: Final = 24.0 * 40


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who files: a name, a telephone, a số định danh of Huế (province, sex and century, year, number)."""

    name: str
    phone: str
    number: str


def person(chance: Random) -> Person:
    """A person out of nowhere."""
    sex = chance.choice("fm")
    born = chance.randint(*_BORN)
    century = (2 if born >= _FIRST_OF_CENTURY else 0) + (1 if sex == "f" else 0)
    number = f"046{century}{born % 100:02d}{chance.randrange(1_000_000):06d}"
    phone = f"{chance.choice(_PHONES)}{chance.randrange(10_000_000):07d}"
    return Person(name(chance, sex), phone, number)


def name(chance: Random, sex: str = "") -> str:
    """A Vietnamese name, family names as often as in life."""
    sex = sex or chance.choice("fm")
    family = _FAMILIES[bisect_right(_FAMILY_SUMS, chance.random() * _FAMILY_SUMS[-1])]
    given = " ".join(chance.sample(_GIVEN[sex], 2 if chance.random() < _TWO_GIVEN else 1))
    return f"{family} {chance.choice(_MIDDLE[sex])} {given}"


_FAMILIES: Final = list(_FAMILY)
_FAMILY_SUMS: Final = list(accumulate(_FAMILY.values()))
_TWO_GIVEN: Final = 0.35


class Days:
    """Three years up to a day, and which of the dossiers of all of them fall on which."""

    def __init__(self, last: date, is_working_day: Callable[[date], bool]) -> None:
        first = last - timedelta(days=YEARS * _DAYS_OF_A_YEAR)
        self._days = [first + timedelta(days=n) for n in range((last - first).days)]
        self._sums = list(accumulate(_fullness(day, working=is_working_day(day)) for day in self._days))

    def moment(self, number: int, total: int, chance: Random) -> datetime:
        """When dossier ``number`` of ``total`` is filed."""
        place = bisect_right(self._sums, (number + 0.5) / total * self._sums[-1])
        hour = chance.choices(range(24), weights=_HOURS)[0]
        at = time(hour, chance.randrange(60), chance.randrange(60))
        return datetime.combine(self._days[min(place, len(self._days) - 1)], at, TZ)


def _fullness(day: date, *, working: bool) -> float:
    full = _MONTHS[day.month - 1] * _WEEK[day.weekday()]
    return full if working or day.weekday() >= _SATURDAY else full * _DAY_OFF


_SATURDAY: Final = 5


def mix(codes: Iterable[str]) -> dict[str, float]:
    """How often each of some procedures is asked for."""
    codes = sorted(codes)
    others = [code for code in codes if code not in FREQUENT]
    ranks = {code: 1 / (rank + 3) for rank, code in enumerate(others)}
    whole = sum(ranks.values()) or 1.0
    return {code: FREQUENT.get(code, _OTHERS * ranks.get(code, 0.0) / whole) for code in codes}


def crowding(count: int) -> list[float]:
    """How much comes to each of some units of one kind, the biggest first."""
    return [1 / (rank + 6) for rank in range(count)]


def minutes_of(action: str, left: int, chance: Random) -> int:
    """Working minutes until an official has done something, with a long tail; ``left`` are those up to the date."""
    usual = _MINUTES.get(action, _USUAL_MINUTES)
    middle = max(left, usual) * _HANDLING if action == _HANDLES else min(usual, left * _SMALL_STEP or usual)
    return max(1, round(middle * chance.lognormvariate(0, _SPREAD)))


def hours_of_applicant(chance: Random) -> float:
    """Hours until an applicant has answered, or fetched the result."""
    return min(_APPLICANT_HOURS * chance.lognormvariate(0, 1.0), _LONGEST_HOURS)


def stars(chance: Random, *, in_time: bool) -> int | None:
    """The stars that somebody gives after the result; None for most, who give none."""
    if chance.random() >= _RATED:
        return None
    return chance.choices(range(1, 6), weights=_STARS[in_time])[0]


def is_detour(action: str, chance: Random) -> bool:
    """Whether people do this now instead of going on."""
    return chance.random() < DETOURS.get(action, 0.0)


def key_of(filed_at: datetime, chance: Random) -> UUID:
    """A UUID version 7 of the moment of filing: dossiers lie in their indexes in the order of time."""
    ms = int(filed_at.timestamp() * 1000)
    return UUID(int=ms << 80 | 0x7 << 76 | chance.getrandbits(12) << 64 | 0x2 << 62 | chance.getrandbits(62))


def spread(total: int, size: int) -> Sequence[tuple[int, int]]:
    """Batches of some dossiers: from which number until before which."""
    return [(first, min(first + size, total)) for first in range(0, total, size)]
