"""Publishing to a broker: MQTT 3.1.1, one connection for some messages, each told at least once (QoS 1).

Only what a publisher needs of the protocol: CONNECT, PUBLISH and its PUBACK, DISCONNECT (OASIS MQTT 3.1.1, chapter 3).
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

TIMEOUT_S: Final = 10
_KEEP_ALIVE_S: Final = 60
_CONNECT, _CONNACK, _PUBLISH, _PUBACK, _DISCONNECT = 0x10, 0x20, 0x32, 0x40, 0xE0
_PORTS: Final = {"mqtt": 1883, "mqtts": 8883}


class BrokerAway(Exception):
    """The broker is not there, refused us, or did not answer; with a word why."""


class Broker:
    """A connection to the broker of the settings."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._packet = 0

    @classmethod
    @contextmanager
    def at(cls, address: str, client: str) -> Iterator["Broker"]:
        """Connected to ``mqtt://user:password@host:port`` as ``client``. Raises ``BrokerAway``."""
        parts = urlsplit(address)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise BrokerAway("address")
        try:
            with socket.create_connection((parts.hostname, parts.port or _PORTS[parts.scheme]), TIMEOUT_S) as plain:
                secure = ssl.create_default_context() if parts.scheme == "mqtts" else None
                carrier = secure.wrap_socket(plain, server_hostname=parts.hostname) if secure else plain
                broker = cls(carrier)
                broker._greet(parts, client)
                yield broker
                carrier.sendall(bytes((_DISCONNECT, 0)))
        except (OSError, ValueError) as error:
            raise BrokerAway(type(error).__name__) from None

    def _greet(self, parts: SplitResult, client: str) -> None:
        names = [unquote(part) for part in (parts.username, parts.password) if part]
        flags = 0x02 | (0x80 if parts.username else 0) | (0x40 if parts.password else 0)
        body = _text("MQTT") + bytes((4, flags)) + _KEEP_ALIVE_S.to_bytes(2, "big")
        self._send(_CONNECT, body + b"".join(_text(each) for each in (client, *names)))
        kind, answer = self._receive()
        if kind != _CONNACK or len(answer) != 2 or answer[1]:
            raise BrokerAway(f"refused {answer[1] if len(answer) == 2 else kind}")

    def publish(self, topic: str, body: bytes) -> None:
        """Send one message and wait until the broker has it. Raises ``BrokerAway``."""
        self._packet = self._packet % 65_535 + 1
        number = self._packet.to_bytes(2, "big")
        try:
            self._send(_PUBLISH, _text(topic) + number + body)
            kind, answer = self._receive()
        except OSError as error:
            raise BrokerAway(type(error).__name__) from None
        if kind != _PUBACK or answer[:2] != number:
            raise BrokerAway("unacknowledged")

    def _send(self, kind: int, body: bytes) -> None:
        length, left = bytearray(), len(body)
        while True:
            left, digit = divmod(left, 128)
            length.append(digit | (0x80 if left else 0))
            if not left:
                break
        self._connection.sendall(bytes((kind,)) + bytes(length) + body)

    def _receive(self) -> tuple[int, bytes]:
        kind = self._exactly(1)[0]
        length, factor = 0, 1
        while True:
            digit = self._exactly(1)[0]
            length += (digit & 0x7F) * factor
            factor *= 128
            if not digit & 0x80 or factor > 128**3:
                break
        return kind, self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        got = b""
        while len(got) < count:
            part = self._connection.recv(count - len(got))
            if not part:
                raise BrokerAway("closed")
            got += part
        return got


def _text(value: str) -> bytes:
    data = value.encode()
    return len(data).to_bytes(2, "big") + data
