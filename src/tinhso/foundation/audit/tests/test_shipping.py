"""Sending the log on: to a receiver that is there, one that is not, one that dies, one that nobody vouches for."""

import json
import logging
import re
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tinhso.conf.logs import OneLine, Spool
from tinhso.foundation.audit.actions import is_due, ship
from tinhso.foundation.audit.models import AuditEntry, Leaf, Shipment
from tinhso.foundation.audit.ports import receiver_of
from tinhso.foundation.audit.rules.shipping import Line, line_from_text, line_to_ocsf, line_to_syslog
from tinhso.foundation.audit.tests.conftest import AT, write_entries

pytestmark = pytest.mark.django_db


class Siem:
    """A receiver of logs as others have them: takes TLS connections one by one and keeps what each sent. ``breaks``: how
    many of the next ones it resets before it has read them to the end.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        key, name = (
            ec.generate_private_key(ec.SECP256R1()),
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "siem")]),
        )
        now = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(1))
        made = made.not_valid_after(now + timedelta(1)).add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
        folder.mkdir(exist_ok=True)
        self.ca = folder / "siem.pem"
        self.ca.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
        secret = folder / "siem.key"
        secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.ca, secret)
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = self._listener.getsockname()[1]
        self.got: list[bytes] = []
        self.breaks, self._over = 0, Event()
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            try:
                with self._context.wrap_socket(plain, server_side=True) as secure:
                    if self.breaks:
                        self.breaks -= 1
                        secure.recv(1)
                        secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                        continue
                    whole = b""
                    while part := secure.recv(65536):
                        whole += part
                    self.got.append(whole)
            except OSError:
                continue

    def close(self) -> None:
        if not self._over.is_set():
            self._over.set()
            # Closing alone does not wake who waits for the next one.
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()


@pytest.fixture
def siem(tmp_path: Path, settings) -> Iterator[Siem]:
    made = Siem(tmp_path / "siem")
    settings.LOG_URL, settings.LOG_CA = f"syslog+tls://localhost:{made.port}", str(made.ca)
    settings.LOG_SPOOL = tmp_path / "spool"
    yield made
    made.close()


def sealed(count: int, *, first: int = 0, **changes) -> list[AuditEntry]:
    entries = write_entries(count, first=first, **changes)
    Leaf.objects.bulk_create(
        Leaf(index=first + number, entry_id=entry.id, xid="1", hash=b"x" * 32) for number, entry in enumerate(entries)
    )
    return entries


def unframed(sent: bytes) -> list[str]:
    """The messages of a stream of RFC 5425."""
    found = []
    while sent:
        length, _, rest = sent.partition(b" ")
        found.append(rest[: int(length)].decode())
        sent = rest[int(length) :]
    return found


def test_entries_arrive_in_order_once_and_as_the_standard_says(siem: Siem, settings) -> None:
    sealed(2)
    sealed(1, first=2, outcome="refused", detail={"name": "Nguyễn Văn An"}, subject_id='H57-"]\n')
    assert is_due(AT) and ship(AT) == 3
    assert not is_due(AT) and ship(AT) == 0
    (stream,) = siem.got
    first, _second, refused = unframed(stream)
    head = re.compile(
        r"<110>1 2026-08-31T02:00:00\.000000Z \S+ tinhso - cases\.receive \[tinhso@32473 id=\"[0-9a-f-]{36}\" "
    )
    assert head.match(first) and first.endswith("\ufeffcases.receive done") and 'subject="case:H57-0"' in first
    assert refused.startswith("<108>1 ") and r'subject="case:H57-\"\] "' in refused
    assert "Trần Văn Cán Bộ" not in stream.decode() and "Nguyễn Văn An" not in stream.decode()
    sealed(1, first=3, action="identity.record_failed_sign_in")
    settings.LOG_URL = settings.LOG_URL.replace("syslog", "ocsf")
    assert ship(AT) == 1
    told = json.loads(siem.got[1])
    assert (told["class_uid"], told["type_uid"], told["status_id"]) == (3002, 300201, 2)
    assert told["src_endpoint"] == {"ip": "10.0.0.1"} and told["time"] == int(AT.timestamp() * 1000)


def test_what_a_receiver_did_not_take_waits_and_comes_later(siem: Siem, settings, tmp_path: Path) -> None:
    sealed(2)
    siem.close()
    at, pauses = AT, []
    for _ in range(3):
        assert ship(at) == 0 and not is_due(at)
        pauses.append((Shipment.objects.get().next_at - at).total_seconds())
        at = Shipment.objects.get().next_at
    assert pauses == [5, 10, 20] and Shipment.objects.get().away_since == AT
    again = Siem(tmp_path / "again")
    settings.LOG_URL, settings.LOG_CA = f"syslog+tls://localhost:{again.port}", str(again.ca)
    again.breaks = 1
    sealed(1, first=2)
    assert is_due(at) and ship(at) == 0 and again.got == []
    assert ship(at + timedelta(minutes=5)) == 3
    assert [len(unframed(stream)) for stream in again.got] == [3]
    row = Shipment.objects.get()
    assert (row.sent, row.tries, row.away_since) == (3, 0, None)
    again.close()


def test_who_cannot_show_that_they_are_the_receiver_gets_nothing(siem: Siem, settings, tmp_path: Path) -> None:
    other = Siem(tmp_path / "other")
    sealed(1)
    settings.LOG_CA = str(other.ca)
    assert ship(AT) == 0 and siem.got == [] and Shipment.objects.get().why == "SSLCertVerificationError"
    settings.LOG_CA, settings.LOG_URL = str(siem.ca), f"syslog+tls://127.0.0.1:{siem.port}"
    assert ship(AT) == 0 and siem.got == []
    other.close()
    for wrong in ("http://siem/", "syslog://siem:514", "syslog+tls://", "ocsf+tls://siem/path"):
        with pytest.raises(ValueError, match="syslog"):
            receiver_of(wrong, "")
    settings.LOG_URL = ""
    assert not is_due(AT) and ship(AT) == 0


def test_lines_of_processes_are_spooled_and_sent_with_the_rest(siem: Siem, settings, tmp_path: Path) -> None:
    spool = Spool(str(settings.LOG_SPOOL))
    spool.setFormatter(OneLine())
    spool.emit(logging.LogRecord("tinhso.x", logging.WARNING, "", 0, "refused\n%s", ("/a",), None))
    (written,) = settings.LOG_SPOOL.iterdir()
    assert written.stat().st_mode & 0o077 == 0 and is_due(AT)
    assert ship(AT) == 0
    with next(settings.LOG_SPOOL.iterdir()).open("a") as late:
        late.write('{"at": "broken off')
    spool.emit(logging.LogRecord("tinhso.x", logging.INFO, "", 0, "later", (), None))
    assert ship(AT) == 1
    assert unframed(siem.got[0])[0].endswith(r'tinhso - log [tinhso@32473 logger="tinhso.x"] ' + "\ufeffrefused\\n/a")
    assert ship(AT) == 1 and list(settings.LOG_SPOOL.iterdir()) == []
    spool.MOST_BYTES = -1  # type: ignore[misc]
    spool._written = 0
    spool.emit(logging.LogRecord("tinhso.x", logging.INFO, "", 0, "too much", (), None))
    assert list(settings.LOG_SPOOL.iterdir()) == []


def test_a_line_is_written_for_either_kind_of_receiver() -> None:
    line = Line(AT, "ERROR", "tinhso.x", "gãy")
    assert (
        line_to_syslog(line, "máy 1")
        .split(b" ", 1)[1]
        .startswith(b"<27>1 2026-08-31T02:00:00.000000Z my1 tinhso - log ")
    )
    told = json.loads(line_to_ocsf(line, "may1"))
    assert (told["class_uid"], told["severity_id"], told["message"]) == (0, 4, "gãy")
    assert line_from_text("[]") is None and line_from_text('{"at": 1}') is None
