"""Which addresses an application may name, and which of them the platform may go to itself."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST: Final = 500
#: A private-use scheme of an application on a device: a reversed domain name, hence a dot (RFC 8252, 7.1).
_PRIVATE_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
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


def is_redirect_address(address: str, *, public: bool) -> bool:
    """Whether answers may be sent there: a web address; for applications on devices also a scheme of their own."""
    if is_web_address(address):
        return True
    parts = split(address)
    return bool(public and parts and not parts.netloc and parts.path and _PRIVATE_SCHEME.fullmatch(parts.scheme))


def host_of(address: str) -> str:
    """What the default sector of an application is told by: the host, or the scheme of a device's application."""
    parts = split(address)
    return "" if parts is None else parts.hostname or parts.scheme


def may_be_reached(number: str, *, loopback: bool) -> bool:
    """Whether the platform may connect to this IP address for an application: public ones only.

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
