"""The virus scanner: ClamAV's daemon where there is one; otherwise none, and the page says so."""

import socket
import struct
from pathlib import Path
from typing import Protocol

from django.conf import settings

from tinhso.foundation.files.types import ScannerUnavailable, ScanResult, ScanState

_LOCAL_SOCKETS = (Path("/run/clamav/clamd.ctl"), Path("/var/run/clamav/clamd.ctl"), Path("/run/clamd.scan/clamd.sock"))
_CHUNK = 64 * 1024
_TIMEOUT_SECONDS = 30.0
_MAX_REPLY = 4096


class Scanner(Protocol):
    """Looks for malware in a file."""

    is_on: bool

    def scan(self, path: Path, *, name: str) -> ScanResult:
        """Scan a file; ``name`` is what messages call it. Raises ``ScannerUnavailable``."""


class NoScanner:
    """There is no scanner: nothing is known about the file, and the pages say so."""

    is_on = False

    def scan(self, path: Path, *, name: str) -> ScanResult:
        """Answer that the file was not scanned."""
        return ScanResult(ScanState.NOT_SCANNED)


class ClamAvScanner:
    """Speaks INSTREAM to a clamd over a Unix socket (an absolute path) or TCP (``host:port``).

    clamd's ``StreamMaxLength`` must be at least the intake limit; a file that it does not want to read is not taken.
    Source: clamd(8).
    """

    is_on = True

    def __init__(self, address: str) -> None:
        self._address = address

    def scan(self, path: Path, *, name: str) -> ScanResult:
        """Send the file in chunks and read the verdict. Raises ``ScannerUnavailable``."""
        try:
            with self._connect() as connection:
                reply = self._stream(connection, path)
        except OSError as error:
            raise ScannerUnavailable(name=name) from error
        if reply.endswith("FOUND"):
            return ScanResult(ScanState.INFECTED, signature=reply.partition(": ")[2].removesuffix("FOUND").strip())
        if reply.endswith("OK"):
            return ScanResult(ScanState.CLEAN)
        raise ScannerUnavailable(name=name)

    def _connect(self) -> socket.socket:
        if self._address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(_TIMEOUT_SECONDS)
            try:
                connection.connect(self._address)
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = self._address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_TIMEOUT_SECONDS)

    @staticmethod
    def _stream(connection: socket.socket, path: Path) -> str:
        connection.sendall(b"zINSTREAM\0")
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        reply = b""
        while not reply.endswith(b"\0") and len(reply) < _MAX_REPLY:
            part = connection.recv(_MAX_REPLY)
            if not part:
                break
            reply += part
        return reply.rstrip(b"\0\n").decode("utf-8", "replace")


def current_scanner() -> Scanner:
    """The scanner of this installation: the one in ``TINHSO_CLAMAV``, else a local clamd, else none.

    A scanner that is named in the settings but does not answer stops the intake; it is not silently left out.
    """
    if settings.CLAMAV:
        return ClamAvScanner(settings.CLAMAV)
    for path in _LOCAL_SOCKETS:
        if path.is_socket():
            return ClamAvScanner(str(path))
    return NoScanner()
