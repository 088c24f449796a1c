"""How far a scanned page is turned: the angle at which its lines stand out most, by the spread of its row sums."""

from typing import Final

from PIL import Image, ImageOps, ImageStat

#: Pages are looked at this small; turned further than this they are not straightened.
_LOOKED_AT: Final = 700
_FURTHEST: Final = 6.0
_COARSE: Final = 1.0
_FINE: Final = 0.25
#: Turning less than this blurs more than it helps.
_LEAST: Final = 0.3


def angle_of(page: Image.Image) -> float:
    """The degrees, counter-clockwise, by which a page must be turned so that its lines lie level; 0 where they do."""
    small = ImageOps.invert(ImageOps.autocontrast(page.convert("L")))
    small.thumbnail((_LOOKED_AT, _LOOKED_AT))
    steps = int(_FURTHEST / _COARSE)
    coarse = max((n * _COARSE for n in range(-steps, steps + 1)), key=lambda angle: _spread(small, angle))
    around = [coarse + n * _FINE for n in range(-3, 4)]
    best = max(around, key=lambda angle: _spread(small, angle))
    return best if abs(best) >= _LEAST else 0.0


def _spread(small: Image.Image, angle: float) -> float:
    """How unlike each other the rows are: lines and the gaps between them differ most where the lines are level."""
    rows = small.rotate(angle, Image.Resampling.BILINEAR).resize((1, small.height), Image.Resampling.BOX)
    return ImageStat.Stat(rows).var[0]


def straightened(page: Image.Image, angle: float) -> Image.Image:
    """The page turned by ``angle`` degrees, of the same size, its corners white."""
    if not angle:
        return page
    white = 255 if page.mode == "L" else (255, 255, 255)
    return page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=white)
