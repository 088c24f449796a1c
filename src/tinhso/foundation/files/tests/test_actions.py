"""Taking in and reading back, on PostgreSQL and a real disk."""

import hashlib
import io
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tinhso.core.access import ANONYMOUS, SYSTEM, ActorKind
from tinhso.core.errors import Forbidden, NotSignedIn
from tinhso.core.testing import make_actor, moment
from tinhso.foundation.files.api import (
    FileDamaged,
    FileNotFound,
    FileRefused,
    ScannerUnavailable,
    StoredFile,
    access_file,
    file_response,
    open_file,
    put_file,
    scanning_is_on,
    store_bytes,
    sweep,
)
from tinhso.foundation.files.ports import store
from tinhso.foundation.files.tests import samples
from tinhso.foundation.files.tests.test_rules import BAD

pytestmark = pytest.mark.django_db
AT = moment("2026-08-31 14:05")
CITIZEN = make_actor(kind=ActorKind.CITIZEN)


def put(content: bytes, name: str = "giấy.pdf", **more: Any) -> StoredFile:
    return put_file(actor=CITIZEN, at=AT, upload=io.BytesIO(content), name=name, purpose="test", **more)


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_its_digest(files_dir: Path) -> None:
    content = samples.pdf()
    file = put(content)
    assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (file.media_type, file.original_name, file.scan_state) == ("application/pdf", "giấy.pdf", "not_scanned")
    assert [path.name for path in kept(files_dir)] == [file.sha256]
    assert kept(files_dir)[0].stat().st_mode & 0o777 == 0o600
    assert open_file(actor=CITIZEN, file_id=file.id)[1] == content


def test_the_same_bytes_are_kept_once_for_two_owners(files_dir: Path) -> None:
    content = samples.pdf()
    put(content)
    put_file(actor=make_actor(), at=AT, upload=io.BytesIO(content), name="b.pdf", purpose="test")
    assert len(kept(files_dir)) == 1
    assert StoredFile.objects.count() == 2


@pytest.mark.parametrize(("name", "content", "refusal"), BAD, ids=[row[0] for row in BAD])
def test_nothing_is_left_of_a_refused_file(files_dir: Path, name: str, content: bytes, refusal: type) -> None:
    with pytest.raises(refusal):
        put(content, name)
    assert kept(files_dir) == []
    assert StoredFile.objects.count() == 0


class Endless(io.RawIOBase):
    """Far more bytes than any limit; counts how many were asked for."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        self.taken += size
        return b"%PDF-1.7\n" + b"0" * (size - 9)


def test_a_stream_without_end_is_refused_early(files_dir: Path) -> None:
    stream = Endless()
    with pytest.raises(FileRefused, match="30 MB"):
        put_file(actor=CITIZEN, at=AT, upload=stream, name="a.pdf", purpose="test")
    assert stream.taken <= 31 * 1024 * 1024
    assert kept(files_dir) == []


def test_a_stranger_finds_nothing() -> None:
    file = put(samples.pdf())
    with pytest.raises(FileNotFound):
        access_file(actor=make_actor(kind=ActorKind.CITIZEN), file_id=file.id)
    with pytest.raises(FileNotFound):
        access_file(actor=ANONYMOUS, file_id=file.id)
    assert access_file(actor=ANONYMOUS, file_id=file.id, may_read=lambda _actor, found: found.purpose == "test") == file


def test_nobody_uploads_without_signing_in() -> None:
    with pytest.raises(NotSignedIn):
        put_file(actor=ANONYMOUS, at=AT, upload=io.BytesIO(samples.pdf()), name="a.pdf", purpose="test")


def test_a_changed_file_is_not_opened() -> None:
    file = put(samples.pdf())
    store.blob_path(file.sha256).write_bytes(b"changed")
    with pytest.raises(FileDamaged):
        open_file(actor=CITIZEN, file_id=file.id)


def test_a_sweep_removes_only_what_belongs_to_nothing_and_is_old(files_dir: Path) -> None:
    used = put(samples.pdf())
    with pytest.raises(RuntimeError), transaction.atomic():
        orphan = store_bytes(at=AT, content=b"of an action that failed", media_type="text/plain", name="a", purpose="t")
        raise RuntimeError
    (files_dir / "incoming" / "torn").write_bytes(b"x")
    assert sweep(actor=SYSTEM, at=AT) == 0
    two_days_ago = time.time() - 2 * 24 * 3600
    for path in kept(files_dir):
        os.utime(path, (two_days_ago, two_days_ago))
    assert sweep(actor=SYSTEM, at=AT) == 2
    assert [path.name for path in kept(files_dir)] == [used.sha256]
    assert store.read_verified(orphan.sha256) is None
    with pytest.raises(Forbidden):
        sweep(actor=make_actor(), at=AT)


def test_own_output_is_stored_as_such() -> None:
    file = store_bytes(at=AT, content=samples.pdf(), media_type="application/pdf", name="kết quả", purpose="result")
    assert (file.original_name, file.scan_state, file.owner_id) == ("kết quả.pdf", "own_output", None)
    assert StoredFile.objects.get(id=file.id).size == file.size


def test_a_file_is_sent_so_that_nothing_in_it_runs() -> None:
    response = file_response(put(samples.docx(), "đơn.docx"), inline=True)
    assert response["Content-Disposition"] == "attachment; filename=\"don.docx\"; filename*=UTF-8''%C4%91%C6%A1n.docx"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    shown = file_response(put(samples.picture(), "ảnh.jpg"), inline=True)
    assert shown["Content-Disposition"].startswith("inline;")


@contextmanager
def clamd(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A daemon that speaks INSTREAM and answers from the bytes it was sent."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(length)
                connection.sendall(answer(content) + b"\0")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(timeout=5)


def test_clamav_decides_where_there_is_one(settings: Any, files_dir: Path) -> None:
    marked = samples.pdf() + b"% marked"

    def answer(content: bytes) -> bytes:
        return b"stream: Test.Marked FOUND" if content == marked else b"stream: OK"

    with clamd(answer) as address:
        settings.CLAMAV = address
        assert scanning_is_on()
        assert put(samples.pdf()).scan_state == "clean"
        with pytest.raises(FileRefused, match=r"Test\.Marked"):
            put(marked)
    assert len(kept(files_dir)) == 1


def test_a_scanner_that_does_not_answer_stops_the_intake(settings: Any, files_dir: Path) -> None:
    with clamd(lambda _content: b"INSTREAM size limit exceeded. ERROR") as address:
        settings.CLAMAV = address
        with pytest.raises(ScannerUnavailable):
            put(samples.pdf())
    with pytest.raises(ScannerUnavailable):
        put(samples.pdf())
    assert kept(files_dir) == []


def test_without_a_scanner_that_is_said() -> None:
    assert not scanning_is_on()
