"""Dossier codes: which format a unit has on a day, and a code written in it. Source: codes of the national portal."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from tinhso.engines.cases.schema import DossierCodeObject

#: What codes look like where no pack says: ``H57.01-261121-0001``.
USUAL: Final = "{unit}-{yymmdd}-{number:4}"
_LONG_PARTS: Final = ("00", "00", "000")


def pattern_for(formats: Iterable[DossierCodeObject], unit_code: str, day: date) -> str:
    """The pattern that holds for a unit on a day: of those for it the one for the fewest units."""
    best, pattern = -1, USUAL
    for each in formats:
        fits = [len(start) for start in each.units or ("",) if unit_code.startswith(start)]
        if each.is_valid_on(day) and fits and max(fits) > best:
            best, pattern = max(fits), each.pattern
    return pattern


def write_code(pattern: str, unit_code: str, day: date, number: int) -> str:
    """A dossier code: of ``H57.41.01``, the 21st of November 2026 and 7 in the usual pattern
    ``H57.41.01-261121-0007``. A number that has outgrown its digits is written whole.
    """
    code = pattern.replace("{unit}", unit_code).replace("{unit_long}", long_unit(unit_code))
    code = code.replace("{yymmdd}", f"{day:%y%m%d}").replace("{yyyymmdd}", f"{day:%Y%m%d}")
    before, _, rest = code.partition("{number:")
    digits, _, after = rest.partition("}")
    return f"{before}{number:0{int(digits)}d}{after}"


def long_unit(unit_code: str) -> str:
    """A unit's code as QCVN 102:2016 writes it, from the lowest of four levels up: ``H57.41`` is ``000.00.41.H57``."""
    top, *below = unit_code.split(".")
    levels = [*below, *_LONG_PARTS[len(below) :]] if len(below) < len(_LONG_PARTS) else below
    return ".".join([*reversed(levels), top])
