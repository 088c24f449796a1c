"""Which addresses somebody may name for the platform to go to, and which numbers it goes to at all."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST: Final = 500
_PLAIN = re.compile(r"[\x21-\x7e]+")


def split(address: str) -> SplitResult | None:
    """The parts of an absolute address in plain ASCII without user, fragment or backslash; None for anything else."""
    if len(address) > LONGEST or not _PLAIN.fullmatch(address) or "\\" in address or "#" in address:
        return None
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return None
    return None if "@" in parts.netloc else parts


def is_web_address(address: str) -> bool:
    """``https`` with a host, or ``http`` on the machine itself."""
    parts = split(address)
    if parts is None or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def may_be_reached(number: str, *, loopback: bool) -> bool:
    """Whether the platform may connect to this IP address for somebody else: public ones only.

    ``loopback`` lets in the machine itself, for development.
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(number)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return may_be_reached(str(inner), loopback=loopback)
    if found.is_loopback:
        return loopback
    return found.is_global and not found.is_multicast and not found.is_reserved
