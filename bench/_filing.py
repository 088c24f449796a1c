"""Filing dossiers over HTTP: a web server of this checkout on the loopback, a citizen's token and papers, the body of a
request.
"""

import http.client
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image

from tinhso.conf.processes import end, spawn, tinhso_command

PORT = int(os.environ.get("TINHSO_BENCH_PORT", "8472"))


@contextmanager
def served() -> Iterator[None]:
    """The web server of this installation, for the time of the block."""
    environment = {**os.environ, "TINHSO_PORT": str(PORT)}
    with tempfile.TemporaryDirectory() as logs:
        web = spawn(tinhso_command("serve"), log=Path(logs) / "web.log", environment=environment)
        try:
            wait_for_web()
            yield
        finally:
            end(web, patience_s=10)


def wait_for_web() -> None:
    for _try in range(900):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/api/openapi.json")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the web server did not answer")


def token_of(username: str) -> str:
    from tinhso.core import clock
    from tinhso.foundation.identity import api as identity

    at = clock.now()
    account = identity.Account.objects.get(username=username)
    actor = identity.build_actor(identity.account_info(account.id), at)
    return identity.create_token(actor=actor, at=at, name=f"bench {time.time_ns()}", days=30)


def papers_of(username: str) -> list[dict[str, str]]:
    """Two papers of an account, stored once and given with every dossier."""
    from tinhso.core import clock
    from tinhso.foundation.files import api as files
    from tinhso.foundation.identity import api as identity

    at = clock.now()
    actor = identity.build_actor(identity.account_info(identity.Account.objects.get(username=username).id), at)
    ids = []
    for paper in ("id_card", "authorisation"):
        scan = BytesIO()
        Image.new("RGB", (320, 200), "white").save(scan, "PNG")
        scan.seek(0)
        stored = files.put_file(actor=actor, at=at, upload=scan, name=f"{paper}.png", purpose="upload")
        ids.append({"paper": paper, "file_id": str(stored.id)})
    return ids


def dossier(number: int, unit_id: str, papers: list[dict[str, str]]) -> bytes:
    answers = {
        "requester_name": "Nguyễn Thị Minh Hương",
        "requester_id": "046190000001",
        "for_whom": "self",
        "record_type": "birth",
        "subject_name": "Nguyễn Thị Minh Hương",
        "subject_birth_date": "1990-09-02",
        "registered_at": "Phường Phú Xuân",
        "copies": str(number % 9 + 1),
    }
    body = {"code": "2.000635", "unit_id": unit_id, "answers": answers, "papers": papers}
    return json.dumps(body).encode()
