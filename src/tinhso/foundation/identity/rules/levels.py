"""The one ladder: how surely somebody has proved who they are, from what their session keeps of their sign-ins."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tinhso.foundation.identity.types import ProofLevel

#: What each level is good for besides itself. Two factors say nothing about who somebody is by law; an electronic
#: identity of level 2 is used by something known and something held.
COUNTS_FOR: Final[Mapping[ProofLevel, frozenset[ProofLevel]]] = {
    ProofLevel.PASSWORD: frozenset({ProofLevel.PASSWORD}),
    ProofLevel.EID_1: frozenset({ProofLevel.PASSWORD, ProofLevel.EID_1}),
    ProofLevel.TWO_FACTOR: frozenset({ProofLevel.PASSWORD, ProofLevel.TWO_FACTOR}),
    ProofLevel.EID_2: frozenset(ProofLevel),
}
#: How an authentication record of the session names a sign-in at another provider.
ELSEWHERE: Final = "provider"
_ELECTRONIC: Final = {1: ProofLevel.EID_1, 2: ProofLevel.EID_2}


def level_of(acr: str) -> ProofLevel | None:
    """The level that an ``acr`` names; None for one of nobody's."""
    return next((level for level in ProofLevel if level.acr == acr), None)


def _proved(record: Mapping[str, Any]) -> ProofLevel:
    if record.get("method") == "mfa":
        return ProofLevel.TWO_FACTOR
    if record.get("method") == ELSEWHERE:
        return _ELECTRONIC.get(record.get("level") or 0, ProofLevel.PASSWORD)
    return ProofLevel.PASSWORD


def moments(records: Iterable[Mapping[str, Any]], began: float) -> dict[ProofLevel, float]:
    """When each level that a session reaches was last proved (timestamps), the least first; never empty. ``began``:
    when the session did, for what was kept without its moment.
    """
    found: dict[ProofLevel, float] = {ProofLevel.PASSWORD: 0.0}
    for record in records:
        at = float(record.get("at", began))
        for level in COUNTS_FOR[_proved(record)]:
            found[level] = max(at, found.get(level, 0.0))
    found[ProofLevel.PASSWORD] = found[ProofLevel.PASSWORD] or began
    return {level: found[level] for level in ProofLevel if level in found}


def methods(records: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The methods of a session, as RFC 8176 names them."""
    found: set[str] = set()
    for record in records:
        method = record.get("method")
        if method == "password":
            found.add("pwd")
        elif method == "mfa":
            found |= {"mfa", {"totp": "otp", "webauthn": "hwk"}.get(record.get("type", ""), "kba")}
    return tuple(sorted(found))
