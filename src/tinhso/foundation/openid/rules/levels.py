"""Levels of the ladder as OpenID Connect tells them: authentication context classes (acr)."""

from collections.abc import Sequence
from typing import Final

from tinhso.foundation.identity.api import ProofLevel

PASSWORD: Final = ProofLevel.PASSWORD.acr
TWO_FACTOR: Final = ProofLevel.TWO_FACTOR.acr
EID_1: Final = ProofLevel.EID_1.acr
EID_2: Final = ProofLevel.EID_2.acr
LADDER: Final = tuple(level.acr for level in ProofLevel)


def told(levels: Sequence[str], wanted: Sequence[str]) -> str:
    """The level an identity token tells: the first wanted one that was reached, else the highest reached."""
    return next((level for level in wanted if level in levels), levels[-1])


def missing(levels: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """The wanted levels, where none of them was reached; unknown ones are nobody's to reach."""
    if not wanted or set(wanted) & set(levels):
        return ()
    return tuple(level for level in wanted if level in LADDER)
