"""A labelled set of persons and of companies, made the same each time, in which the same one stands more than once.

Names by how common they are in Vietnam; the second writing of a record has the faults of keyboards (accents left out,
Telex not converted, a letter beside), of reading machines, of clerks (day and month swapped, the year alone, family and
middle names swapped, y for i), of time (another telephone, the address before the merger of communes). Sources of the
shares: family and given names of Lê Trung Hoa, "Họ và tên người Việt Nam" (2005), rounded.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

FAMILY: Final = (
    ("Nguyễn", 315), ("Trần", 109), ("Lê", 89), ("Phạm", 59), ("Hoàng", 40), ("Huỳnh", 15), ("Phan", 28), ("Võ", 30),
    ("Vũ", 20), ("Đặng", 21), ("Bùi", 20), ("Đỗ", 19), ("Hồ", 17), ("Ngô", 17), ("Dương", 16), ("Lý", 9), ("Đinh", 9),
    ("Trương", 12), ("Đoàn", 8), ("Mai", 8), ("Tô", 5), ("Trịnh", 8), ("Đào", 7), ("Cao", 7), ("Hà", 6),
    ("Tôn Thất", 3),
    ("Lương", 6), ("Châu", 4), ("Thái", 4), ("Tạ", 4), ("Phùng", 4), ("Văn", 2), ("Quách", 2), ("Nguyễn Phước", 2),
)  # fmt: skip
MEN: Final = (
    ("Văn", 300), ("Đức", 60), ("Minh", 50), ("Quốc", 50), ("Hữu", 50), ("Đình", 50), ("Công", 30), ("Xuân", 30),
    ("Quang", 40), ("Thanh", 30), ("Ngọc", 30), ("Viết", 20), ("Anh", 20), ("Bá", 15), ("Tấn", 15), ("Nhật", 10),
)  # fmt: skip
WOMEN: Final = (
    ("Thị", 450), ("Thị Thu", 60), ("Thị Ngọc", 50), ("Thị Thanh", 50), ("Thị Kim", 35), ("Ngọc", 40), ("Thu", 25),
    ("Thanh", 25), ("Kim", 20), ("Thị Mỹ", 20), ("Thị Minh", 20), ("Phương", 20), ("Bích", 15), ("Diệu", 10),
)  # fmt: skip
BOYS: Final = (
    "Hùng", "Dũng", "Tuấn", "Minh", "Hải", "Nam", "Sơn", "Long", "Thành", "Cường", "Bình", "Phúc", "Hiếu", "Quân",
    "Khoa",
    "Tài", "Lộc", "Thắng", "Trung", "Đạt", "Hưng", "Kiên", "Vinh", "Tâm", "Toàn", "Quý", "Nhân", "Tùng", "An", "Duy",
    "Bảo", "Khánh", "Phong", "Lâm", "Thịnh", "Nghĩa", "Hậu", "Đức", "Vỹ", "Huy",
)  # fmt: skip
GIRLS: Final = (
    "Hương", "Lan", "Hoa", "Hằng", "Nga", "Thảo", "Trang", "Linh", "Hà", "Mai", "Thủy", "Yến", "Loan", "Dung", "Phương",
    "Nhung", "Ngân", "Vân", "Anh", "Hạnh", "Hiền", "Liên", "Ly", "Quỳnh", "My", "Như", "Thúy", "Tuyết", "Oanh", "Trâm",
    "Bé", "Gái", "Sen", "Cúc", "Đào", "Nguyệt", "Xuân", "Thu", "Diệp", "Vy",
)  # fmt: skip
STREETS: Final = (
    "Lê Lợi", "Hùng Vương", "Trần Hưng Đạo", "Nguyễn Huệ", "Phan Chu Trinh", "Bà Triệu", "Tố Hữu", "Đống Đa",
    "Nguyễn Trãi", "Chi Lăng", "Bạch Đằng", "Phan Bội Châu", "Điện Biên Phủ", "Lý Thường Kiệt", "Nguyễn Sinh Cung",
    "An Dương Vương", "Phạm Văn Đồng", "Hoàng Diệu", "Đặng Huy Trứ", "Duy Tân", "Ngự Bình", "Minh Mạng", "Xuân 68",
    "Huyền Trân Công Chúa", "Bùi Thị Xuân", "Kim Long", "Nguyễn Chí Diểu", "Thái Phiên", "Tăng Bạt Hổ", "Lê Duẩn",
)  # fmt: skip
TRADES: Final = (
    "Thương mại Dịch vụ", "Xây dựng", "Du lịch", "Vận tải", "Sản xuất", "Đầu tư", "Xuất nhập khẩu", "Cơ khí",
    "Nội thất", "Thủy sản", "Nông sản", "Dược phẩm", "Công nghệ", "In ấn", "May mặc", "Tư vấn",
)  # fmt: skip
PROPER: Final = (
    "Phú", "Thịnh", "An", "Hưng", "Tân", "Hoàng", "Minh", "Đại", "Việt", "Nam", "Long", "Phát", "Thành", "Hương",
    "Giang",
    "Kim", "Bảo", "Gia", "Trường", "Sơn", "Ngọc", "Anh", "Thiên", "Quang", "Huế", "Hải", "Đông", "Tây", "Lộc", "Vạn",
)  # fmt: skip
FORMS: Final = ("Công ty TNHH", "Công ty TNHH MTV", "Công ty Cổ phần", "Doanh nghiệp tư nhân", "Hộ kinh doanh")
#: Keys beside each other on the keyboard.
BESIDE: Final = {
    "a": "s", "s": "a", "n": "m", "m": "n", "i": "o", "o": "i", "u": "y", "t": "r", "h": "g", "g": "h", "c": "v",
}  # fmt: skip
#: What reading machines take for another.
MISREAD: Final = (("l", "i"), ("h", "b"), ("n", "ri"), ("m", "rn"), ("e", "c"), ("o", "c"), ("u", "v"), ("t", "l"))
_TELEX: Final = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_SHAPE: Final = {"\u0302": lambda letter: letter, "\u0306": lambda _letter: "w", "\u031b": lambda _letter: "w"}

#: A commune of today with the names of those that went into it, each with its district.
Commune = tuple[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One record of the set: who it is of, and its texts by field."""

    entity: int
    values: dict[str, str]


def _pick(chance: random.Random, shares: Sequence[tuple[str, int]]) -> str:
    return chance.choices([name for name, _n in shares], [n for _name, n in shares])[0]


def bare(text: str) -> str:
    """Without accents, as somebody in a hurry types."""
    text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in text if not unicodedata.combining(char))


def telex(word: str) -> str:
    """A word whose Telex was not converted."""
    made, tone = "", ""
    for char in word:
        parts = unicodedata.normalize("NFD", char)
        letter = parts[0]
        made += "dd" if letter in "đĐ" else letter
        for mark in parts[1:]:
            if mark in _TELEX:
                tone = _TELEX[mark]
            else:
                made += _SHAPE[mark](letter.lower())
    return made + tone


def _slip(text: str, chance: random.Random) -> str:
    """One letter wrong, left out, doubled or swapped with its neighbour."""
    places = [n for n, char in enumerate(text) if char.isalnum()]
    at = chance.choice(places)
    kind = chance.randrange(4)
    if kind == 0 and bare(text[at]).lower() in BESIDE:
        return text[:at] + BESIDE[bare(text[at]).lower()] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2 and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at] + text[at:]


def _misread(text: str, chance: random.Random) -> str:
    found = [(a, b) for a, b in MISREAD if a in text]
    if not found:
        return text
    a, b = chance.choice(found)
    return text.replace(a, b, 1)


def _wrong_name(name: str, chance: random.Random) -> str:
    words = name.split()
    kind = chance.random()
    if kind < 0.4:
        return bare(name)
    if kind < 0.5:
        at = chance.randrange(len(words))
        return " ".join([*words[:at], telex(words[at]), *words[at + 1 :]])
    if kind < 0.58 and len(words) > 2:
        return " ".join([words[1], words[0], *words[2:]])
    if kind < 0.66:
        swapped = re.sub(r"y\b", "i", name)
        return swapped if swapped != name else re.sub(r"i\b", "y", name)
    if kind < 0.74 and len(words) > 2:
        return " ".join([words[0], *words[2:]])
    if kind < 0.82:
        return name.replace("Đ", "D").replace("đ", "d")
    return _misread(name, chance) if kind < 0.9 else _slip(name, chance)


def _wrong_day(day: str, chance: random.Random) -> str:
    year, month, number = day.split("-")
    kind = chance.random()
    if kind < 0.45:
        return year
    if kind < 0.7 and int(number) <= 12:
        return f"{year}-{number}-{month}"
    if kind < 0.85:
        return f"{year}-{month}-{chance.randint(1, 28):02}"
    return f"{int(year) + chance.choice((-1, 1, 10))}-{month}-{number}"


def _wrong_digit(text: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(text))
    if chance.random() < 0.4 and at + 1 < len(text) and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + str((int(text[at]) + chance.randint(1, 9)) % 10) + text[at + 1 :]


def _address(place: tuple[int, str, Commune], chance: random.Random, *, is_old: bool) -> str:
    number, street, (name, former) = place
    front = chance.choice((f"{number} {street}", f"Số {number} {street}", f"{number} đường {street}"))
    if is_old and former:
        old, district = chance.choice(former)
        return f"{front}, {chance.choice((old, old, _short(old)))}, {district}"
    return f"{front}, {chance.choice((name, name, _short(name)))}"


def _short(name: str) -> str:
    return name.replace("Phường ", "P. ").replace("Xã ", "X. ").replace("phường ", "P.").replace("xã ", "X.")


def _phone(chance: random.Random) -> str:
    return f"0{chance.choice((3, 7, 8, 9))}{chance.randint(10_000_000, 99_999_999)}"


def persons(size: int, seed: int, communes: Sequence[Commune]) -> list[Labelled]:
    """``size`` records, of which about a third stand twice or three times; members of a household share what they do:
    the family name, the address and often the telephone.
    """
    chance = random.Random(f"persons:{seed}")  # noqa: S311 -- samples, no secrets
    made: list[Labelled] = []
    entity = 0
    household: tuple[str, tuple[int, str, Commune], str] | None = None
    while len(made) < size:
        entity += 1
        if household is None or chance.random() < 0.6:
            household = (_pick(chance, FAMILY), _home(chance, communes), _phone(chance))
        family, home, phone = household
        is_man = chance.random() < 0.5
        name = f"{family} {_pick(chance, MEN if is_man else WOMEN)} {chance.choice(BOYS if is_man else GIRLS)}"
        day = f"{chance.randint(1935, 2018)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        born_in = 46 if chance.random() < 0.8 else 45
        number = f"{born_in:03}{chance.randint(0, 3)}{day[2:4]}{chance.randint(0, 999_999):06}"
        phone = phone if chance.random() < 0.4 else _phone(chance)
        for copy in range(chance.choices((1, 2, 3), (66, 28, 6))[0]):
            is_wrong = copy > 0
            values = {
                "name": _wrong_name(name, chance) if is_wrong and chance.random() < 0.45 else name,
                "born": _wrong_day(day, chance) if is_wrong and chance.random() < 0.3 else day,
                "phone": _mostly(phone, _phone, _wrong_digit, chance) if is_wrong else phone,
                "number": _mostly(number, lambda _c: "", _wrong_digit, chance) if is_wrong else number,
                "address": _address(home if not is_wrong or chance.random() < 0.85 else _home(chance, communes), chance,
                                    is_old=chance.random() < 0.4),
            }  # fmt: skip
            for optional, share in (("phone", 0.25), ("number", 0.45), ("address", 0.05)):
                if chance.random() < share:
                    values[optional] = ""
            made.append(Labelled(entity, values))
    return made[:size]


def _home(chance: random.Random, communes: Sequence[Commune]) -> tuple[int, str, Commune]:
    return chance.randint(1, 400), chance.choice(STREETS), chance.choice(communes)


def _mostly(
    text: str, other: Callable[[random.Random], str], slip: Callable[[str, random.Random], str], chance: random.Random
) -> str:
    kind = chance.random()
    return other(chance) if kind < 0.25 else slip(text, chance) if kind < 0.35 else text


def companies(size: int, seed: int, communes: Sequence[Commune]) -> list[Labelled]:
    """The same of companies: name with or without its legal form, tax code, address, telephone."""
    chance = random.Random(f"companies:{seed}")  # noqa: S311 -- samples, no secrets
    made: list[Labelled] = []
    entity = 0
    while len(made) < size:
        entity += 1
        core = " ".join(chance.sample(PROPER, chance.choices((1, 2, 3), (10, 70, 20))[0]))
        form, trade = chance.choice(FORMS), chance.choice(TRADES) if chance.random() < 0.6 else ""
        tax, phone, home = f"33{chance.randint(0, 99_999_999):08}", _phone(chance), _home(chance, communes)
        for copy in range(chance.choices((1, 2, 3), (70, 25, 5))[0]):
            is_wrong = copy > 0
            said = _company(form, trade, core, chance) if is_wrong else " ".join(filter(None, (form, trade, core)))
            values = {
                "name": said,
                "tax": _mostly(tax, lambda _c: "", _wrong_digit, chance) if is_wrong else tax,
                "phone": _mostly(phone, _phone, _wrong_digit, chance) if is_wrong else phone,
                "address": _address(home if not is_wrong or chance.random() < 0.8 else _home(chance, communes), chance,
                                    is_old=chance.random() < 0.4),
            }  # fmt: skip
            for optional, share in (("phone", 0.2), ("tax", 0.35), ("address", 0.05)):
                if chance.random() < share:
                    values[optional] = ""
            made.append(Labelled(entity, values))
    return made[:size]


def _company(form: str, trade: str, core: str, chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.25:
        form = ""
    elif kind < 0.45:
        form = form.replace("Công ty", "Cty").replace("Cổ phần", "CP").replace("Doanh nghiệp tư nhân", "DNTN")
    if trade and chance.random() < 0.4:
        trade = trade.replace("Thương mại", "TM").replace("Dịch vụ", "DV").replace("Xây dựng", "XD")
    elif chance.random() < 0.2:
        trade = ""
    said = " ".join(filter(None, (form, trade, core)))
    slip = chance.random()
    return bare(said) if slip < 0.2 else said.upper() if slip < 0.35 else _slip(said, chance) if slip < 0.45 else said
