"""Files that attack: a clear message, nothing stored, the draft kept."""

import io
import json
import struct
import zipfile
import zlib
from http.client import HTTPConnection
from typing import Any

import pytest
import requests
from PIL import Image

from people import Person
from servers import Installation
from thread import EXTRACT

MB = 1024 * 1024
# In two pieces, so that a scanner of this machine leaves the repository alone.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def zip_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * (200 * MB))
    return made.getvalue()


def picture_bomb() -> bytes:
    """A PNG of a few hundred kB that says it is 50,000 × 50,000 points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 50 * MB, 9))
        + chunk(b"IEND", b"")
    )


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(made, "PNG")
    return made.getvalue()


REFUSED = {
    "wrong content": ("can-cuoc.pdf", b"MZ\x90\x00" + b"\0" * 2000),
    "a picture that says it is a PDF": ("can-cuoc.pdf", picture()),
    "a page that says it is a picture": ("anh.png", b"<html><script>alert(1)</script></html>"),
    "nothing in it": ("trong.pdf", b""),
    "zip bomb": ("don.docx", zip_bomb()),
    "picture bomb": ("anh.png", picture_bomb()),
    "malware": ("don.txt", EICAR),
    "malware in a PDF": ("don.pdf", b"%PDF-1.4\n" + EICAR + b"\n%%EOF"),
}
NAMES = [
    "../../../../etc/cron.d/x.png",
    "..\\..\\windows\\x.png",
    "anh\u202egnp.exe.png",
    "a\x00b.png",
    "/etc/passwd.png",
    "😀" * 300 + ".png",
]


@pytest.fixture
def draft(citizen: Person) -> dict[str, Any]:
    started = citizen.post("/drafts", json={"code": EXTRACT})
    assert started.status_code == 201, started.text
    made: dict[str, Any] = started.json()
    saved = requests.put(
        f"{citizen.address}/api/drafts/{made['id']}/steps/requester", json={"answers": {"requester_name": "Nguyễn Thị Minh Hương"}},
        headers=citizen.headers, timeout=30,
    )  # fmt: skip
    assert saved.status_code == 200, saved.text
    return made


def stored(platform: Installation) -> set[str]:
    return {str(path) for path in (platform.home / "files").rglob("*") if path.is_file()}


def is_kept(citizen: Person, draft: dict[str, Any]) -> bool:
    return bool(citizen.get(f"/drafts/{draft['id']}")["answers"]["requester_name"] == "Nguyễn Thị Minh Hương")


@pytest.mark.parametrize("attack", REFUSED)
def test_it_is_refused_in_words(attack: str, platform: Installation, citizen: Person, draft: dict[str, Any]) -> None:
    name, content = REFUSED[attack]
    before = stored(platform)
    answer = citizen.post(
        f"/drafts/{draft['id']}/papers", data={"paper": "id_card"}, files={"file": (name, content, "application/pdf")}
    )
    assert 400 <= answer.status_code < 500, answer.text[:500]
    assert f"“{name}”" in answer.json()["message"]
    assert stored(platform) == before
    assert is_kept(citizen, draft)


def test_100_mb_are_not_kept(platform: Installation, citizen: Person, draft: dict[str, Any]) -> None:
    boundary = "ranh-gioi"
    first = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="paper"\r\n\r\nid_card\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="lon.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\n'
    ).encode()
    last = f"\r\n--{boundary}--\r\n".encode()

    before = stored(platform)
    line = HTTPConnection("127.0.0.1", platform.port, timeout=120)
    line.putrequest("POST", f"/api/drafts/{draft['id']}/papers")
    for header, value in citizen.headers.items():
        line.putheader(header, value)
    line.putheader("Content-Type", f"multipart/form-data; boundary={boundary}")
    line.putheader("Content-Length", str(len(first) + 100 * MB + len(last)))
    line.endheaders(first)
    for _ in range(100):
        line.send(b"0" * MB)
    line.send(last)
    answer = line.getresponse()
    message = json.loads(answer.read())["message"]
    assert 400 <= answer.status < 500
    assert "MB" in message
    assert stored(platform) == before
    assert is_kept(citizen, draft)


@pytest.mark.parametrize("name", NAMES)
def test_tricks_in_a_name_lead_nowhere(
    name: str, platform: Installation, citizen: Person, draft: dict[str, Any]
) -> None:
    answer = citizen.post(
        f"/drafts/{draft['id']}/papers", data={"paper": "id_card"}, files={"file": (name, picture(), "image/png")}
    )
    assert is_kept(citizen, draft)
    assert not list(platform.home.parent.rglob("*passwd*"))
    if answer.status_code == 201:
        kept = answer.json()["name"]
        assert kept == kept.strip("./\\ ")
        assert not set(kept) & set("/\\\0\u202e\u202d")
        assert len(kept.encode()) <= 255
    else:
        assert 400 <= answer.status_code < 500
        assert answer.json()["message"]
