"""Which addresses an application may name."""

import re

from tinhso.core.outgoing import is_web_address, split

#: A private-use scheme of an application on a device: a reversed domain name, hence a dot (RFC 8252, 7.1).
_PRIVATE_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")


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
