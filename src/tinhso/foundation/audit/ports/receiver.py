"""A receiver of logs over TLS: syslog (RFC 5425) or JSON lines.

Neither answers that it has read something. So each batch goes over a connection of its own that is closed in order, and
counts as delivered when the other side closes too: what was on the way when it died is sent again. It may come twice,
and is known by its id; it is never lost.
"""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

TIMEOUT_S: Final = 10
FORMS: Final = ("syslog+tls", "ocsf+tls")
_PORT: Final = 6514


class Away(Exception):
    """The receiver was not reached, or did not take all; with a word why."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where to and in which form (``syslog+tls``, ``ocsf+tls``); ``ca_file`` names who vouches for it, empty for those
    whom the machine trusts.
    """

    form: str
    host: str
    port: int
    ca_file: str = ""

    def send(self, messages: Sequence[bytes]) -> None:
        """Send a batch. Raises ``Away`` where it cannot be known that all of it was read."""
        try:
            context = ssl.create_default_context(cafile=self.ca_file or None)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            with (
                socket.create_connection((self.host, self.port), TIMEOUT_S) as plain,
                context.wrap_socket(plain, server_hostname=self.host) as secure,
            ):
                secure.sendall(b"".join(messages))
                self._close(secure)
        except (OSError, ValueError) as error:
            raise Away(type(error).__name__) from None

    def _close(self, secure: ssl.SSLSocket) -> None:
        try:
            secure.unwrap()
        except ssl.SSLEOFError:
            # It has read to our end and closed without a word of its own, as many do; a reset is another error.
            return


def receiver_of(address: str, ca_file: str) -> Receiver | None:
    """The receiver of the settings; None where none is named. Raises ``ValueError`` for an address of another form."""
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in FORMS or not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
        raise ValueError("syslog+tls://host:port or ocsf+tls://host:port")
    return Receiver(parts.scheme, parts.hostname, parts.port or _PORT, ca_file)
