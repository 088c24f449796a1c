"""How sure a sign-in is: authentication context classes (acr) and methods (amr, RFC 8176)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

PASSWORD: Final = "urn:tinhso:acr:password"  # noqa: S105 -- the name of a level
TWO_FACTOR: Final = "urn:tinhso:acr:two-factor"
EID_1: Final = "urn:tinhso:acr:eid-1"
EID_2: Final = "urn:tinhso:acr:eid-2"
#: From the least to the most: by password, by electronic identity of level 1, by two factors, by electronic identity
#: of level 2 (NĐ 69/2024/NĐ-CP).
LADDER: Final = (PASSWORD, EID_1, TWO_FACTOR, EID_2)
#: How an authentication record of the session names a sign-in at another provider.
ELSEWHERE: Final = "provider"


def reached(records: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The levels that the authentication records of a session reach, the least first; never empty."""
    found = {PASSWORD}
    for record in records:
        if record.get("method") == "mfa":
            found.add(TWO_FACTOR)
        if record.get("method") == ELSEWHERE and record.get("level"):
            found.add(EID_1)
            if record["level"] == 2:
                found.add(EID_2)
    return tuple(level for level in LADDER if level in found)


def methods(records: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The methods of a session, as RFC 8176 names them."""
    found: set[str] = set()
    for record in records:
        method = record.get("method")
        if method == "password":
            found.add("pwd")
        elif method == "mfa":
            found |= {"otp", "mfa"} if record.get("type") == "totp" else {"kba", "mfa"}
    return tuple(sorted(found))


def told(levels: Sequence[str], wanted: Sequence[str]) -> str:
    """The level an identity token tells: the first wanted one that was reached, else the highest reached."""
    return next((level for level in wanted if level in levels), levels[-1])


def missing(levels: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """The wanted levels, where none of them was reached; unknown ones are nobody's to reach."""
    if not wanted or set(wanted) & set(levels):
        return ()
    return tuple(level for level in wanted if level in LADDER)
