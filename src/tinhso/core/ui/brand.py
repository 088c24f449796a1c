"""The accent of a province: five colours computed from the one that its pack names.

Contrast after WCAG 2.2 (success criterion 1.4.3): the accent is darkened until text in it on white, and white text on
it, reach 4.5:1; on the dark wall it is lightened until it does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from string import hexdigits

from django.db import DatabaseError, InterfaceError

from tinhso.core.packs import api as packs

Rgb = tuple[int, int, int]

DEFAULT_ACCENT = "#5b2a86"
WHITE: Rgb = (255, 255, 255)
WALL: Rgb = (26, 23, 33)
READABLE = 4.5


def parse_colour(text: str) -> Rgb:
    """``"#5b2a86"`` as red, green and blue from 0 to 255. Raises ``ValueError`` where it is no such colour."""
    digits = text.removeprefix("#")
    if len(digits) != 6 or set(digits.lower()) - set(hexdigits):
        raise ValueError(f"not a colour: {text!r}")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def write_colour(colour: Rgb) -> str:
    """The colour as ``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mix(colour: Rgb, other: Rgb, share: float) -> Rgb:
    """``share`` (0 to 1) of ``colour``, the rest of ``other``."""
    red, green, blue = (round(share * a + (1 - share) * b) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def luminance(colour: Rgb) -> float:
    """Relative luminance, 0 (black) to 1 (white), as WCAG defines it."""
    red, green, blue = (
        (part / 255) / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _until(is_good: Callable[[Rgb], bool], colour: Rgb, towards: Rgb) -> Rgb:
    for step in range(21):
        tried = mix(towards, colour, step / 20)
        if is_good(tried):
            return tried
    return towards


@dataclass(frozen=True, slots=True)
class Palette:
    """The accent family as ``#rrggbb``."""

    accent: str
    strong: str
    soft: str
    line: str
    dark: str

    @classmethod
    def from_accent(cls, text: str) -> "Palette":
        """The family of one colour. Raises ``ValueError`` where ``text`` is no colour."""
        soft_of = 0.07
        accent = _until(lambda c: contrast(c, mix(c, WHITE, soft_of)) >= READABLE, parse_colour(text), (0, 0, 0))
        return cls(
            accent=write_colour(accent),
            strong=write_colour(mix(accent, (0, 0, 0), 0.75)),
            soft=write_colour(mix(accent, WHITE, soft_of)),
            line=write_colour(mix(accent, WHITE, 0.3)),
            dark=write_colour(_until(lambda c: contrast(c, WALL) >= 7, accent, WHITE)),
        )

    def css(self) -> str:
        """The rule that lays these colours over the tokens of ``styles/_tokens.scss``."""
        return (
            f":root{{--ts-accent:{self.accent};--ts-accent-strong:{self.strong};--ts-accent-soft:{self.soft};"
            f"--ts-accent-line:{self.line}}}"
            f":root.ts-dark{{--ts-accent:{self.dark};--ts-accent-strong:{self.dark};--ts-accent-soft:#241d2e;"
            "--ts-accent-line:#4d4259}\n"
        )


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose platform this is."""

    name: str = "Tỉnh Số"
    name_en: str = "Tỉnh Số"
    accent: str = DEFAULT_ACCENT
    hotline: str = ""


def current_brand() -> Brand:
    """The brand of the installed province; ours where no pack is applied yet or the database does not answer."""
    try:
        pack = packs.province()
    except (packs.NoPackApplied, DatabaseError, InterfaceError):
        return Brand()
    accent = pack.brand.accent if pack.brand else DEFAULT_ACCENT
    return Brand(pack.name, pack.name_en, accent, pack.brand.hotline if pack.brand else "")
