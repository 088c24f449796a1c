import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.core.ui import brand

STYLES = Path(brand.__file__).parent / "styles"
COLOUR = re.compile(r"(--ts-[a-z0-9-]+): (#[0-9a-f]{3,6});")
colours = st.tuples(*(st.integers(0, 255),) * 3).map(lambda rgb: brand.write_colour((rgb[0], rgb[1], rgb[2])))


def _tokens(theme: str) -> dict[str, brand.Rgb]:
    block = (STYLES / "_tokens.scss").read_text().split(f"@mixin {theme} {{")[1].split("\n}")[0]
    found = dict(COLOUR.findall(block))
    return {
        name: brand.parse_colour(text if len(text) == 7 else "#" + "".join(c * 2 for c in text[1:]))
        for name, text in found.items()
    }


def test_the_style_sheet_holds_the_palette_of_the_default_accent() -> None:
    palette, tokens = brand.Palette.from_accent(brand.DEFAULT_ACCENT), _tokens("light")
    written = {name: brand.write_colour(tokens[f"--ts-accent{name}"]) for name in ("", "-strong", "-soft", "-line")}
    assert written == {"": palette.accent, "-strong": palette.strong, "-soft": palette.soft, "-line": palette.line}
    assert brand.write_colour(_tokens("dark")["--ts-accent"]) == palette.dark


@given(colours)
def test_any_accent_becomes_readable(text: str) -> None:
    palette = brand.Palette.from_accent(text)
    accent, strong, soft = (brand.parse_colour(colour) for colour in (palette.accent, palette.strong, palette.soft))
    assert brand.contrast(accent, brand.WHITE) >= brand.READABLE
    assert brand.contrast(accent, soft) >= brand.READABLE
    assert brand.contrast(strong, soft) >= brand.READABLE
    assert brand.contrast(brand.parse_colour(palette.dark), brand.WALL) >= brand.READABLE


def test_a_readable_accent_is_kept_as_the_province_chose_it() -> None:
    assert brand.Palette.from_accent("#6B2C91").accent == "#6b2c91"


def test_what_is_no_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="not a colour"):
        brand.parse_colour("purple")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_colour_is_readable_on_its_ground(theme: str) -> None:
    tokens = _tokens(theme)
    grounds = ["--ts-paper", "--ts-mist", "--ts-haze"]
    pairs = [(text, ground) for text in ("--ts-ink", "--ts-ink-2") for ground in grounds]
    pairs += [
        (f"--ts-{tone}", ground)
        for tone in ("danger", "warn", "ok", "info")
        for ground in ("--ts-paper", f"--ts-{tone}-soft")
    ]
    weak = {pair: round(brand.contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < brand.READABLE} == {}
    assert brand.contrast(tokens["--ts-edge"], tokens["--ts-paper"]) >= 3, "the border of a control (WCAG 1.4.11)"
