"""The worker is killed while it talks to the national portal: both sides agree afterwards, nothing is done twice."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from people import Person
from servers import Installation, clean_environment, free_port, installation
from thread import ANSWERS, EXTRACT
from tinhso.conf.commands.test import scratch
from tinhso.services.national_portal.ports import Unreachable, Wire
from tinhso.services.national_portal.simulator import Memory

KEY = "khoa-cua-kiem-thu"
PATIENCE_S = 180.0
#: Nothing is out of step and nothing on its way.
QUIET = {"waiting": 0}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with scratch() as found:
        yield found


@pytest.fixture(scope="module")
def line(folder: Path) -> Iterator[Wire]:
    """A simulator as a process of its own, which loses answers and answers late."""
    port, memory = free_port(), folder / "cong.sqlite3"
    command = ["-m", "tinhso.conf.cli", "national", "simulate", "--port", str(port), "--memory", str(memory)]
    command += ["--faults", "dropped=0.15,error_500=0.1,late=0.1"]
    environment = clean_environment(TINHSO_HOME=str(folder / "sim"), TINHSO_NATIONAL_PORTAL_KEY=KEY)
    with (folder / "simulator.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, *command], env=environment, stdout=log, stderr=log)
    wire = Wire(f"http://127.0.0.1:{port}", KEY, "hue")
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not _answers(wire):
            assert process.poll() is None and time.monotonic() < deadline, (folder / "simulator.log").read_text()
            time.sleep(0.3)
        yield wire
    finally:
        process.terminate()
        process.wait(30)


def _answers(wire: Wire) -> bool:
    try:
        wire.call("TinhHinh", {}, request_id=uuid4().hex)
    except Unreachable:
        return False
    return True


@pytest.fixture(scope="module")
def connected(folder: Path, line: Wire) -> Iterator[Installation]:
    settings = {"TINHSO_NATIONAL_PORTAL_URL": line.address, "TINHSO_NATIONAL_PORTAL_KEY": KEY}
    with installation(folder / "var", **settings) as running:
        yield running


def test_kill_9_of_the_worker_in_the_middle_of_a_sync(connected: Installation, line: Wire, folder: Path) -> None:
    citizen, clerk = Person(connected.address, "congdan1"), Person(connected.address, "tiepnhan")
    units = {unit["name"]: unit["id"] for unit in citizen.get(f"/procedures/{EXTRACT}/units")}
    office = units.get("Ủy ban nhân dân phường Phú Xuân") or next(iter(units.values()))
    memory = Memory(folder / "cong.sqlite3")
    filed: list[dict[str, Any]] = []
    for number in range(12):
        body = {"code": EXTRACT, "unit_id": office, "answers": ANSWERS}
        answer = citizen.post("/dossiers", key=uuid4().hex, json=body)
        assert answer.status_code == 201, answer.text
        filed.append(answer.json())
        accepted = clerk.post(f"/dossiers/{filed[-1]['id']}/actions/accept", json={})
        assert accepted.status_code == 200, accepted.text
        if number % 4 == 3:
            _some_effects(memory, number)
            connected.kill("worker")
    operator = Person(connected.address, "quantri")
    deadline = time.monotonic() + PATIENCE_S
    while (
        len(memory.rows("SELECT 1 FROM dossier")) < len(filed)
        or operator.get("/national-portal")["out_of_step"] != QUIET
    ):
        assert time.monotonic() < deadline, (operator.get("/national-portal"), connected.output())
        # Pauses double with each failure: somebody who looks at the list does not wait for them.
        for waiting in operator.get("/national-portal/dossiers?kind=waiting")["items"]:
            again = operator.post(f"/national-portal/dossiers/{waiting['id']}/retry")
            assert again.status_code in {200, 409}, again.text
        time.sleep(5)
    requests = [request for (request,) in memory.rows("SELECT request FROM effect")]
    assert len(requests) == len(set(requests))
    for dossier in filed:
        (known,) = operator.get(f"/national-portal/dossiers?q={dossier['code']}")["items"]
        assert known["status"] == known["national_status"] == "2"
        assert [operation for operation, _ in memory.effects(known["national_code"])] == [
            "LayMaHoSo", "DongBoHoSo", "CapNhatTienTrinh", "CapNhatTrangThai",
        ]  # fmt: skip


def _some_effects(memory: Memory, number: int) -> None:
    """Until the line is in use, so that the kill falls into the middle."""
    deadline = time.monotonic() + PATIENCE_S
    while len(memory.rows("SELECT 1 FROM effect")) < number * 2:
        assert time.monotonic() < deadline, json.dumps(memory.rows("SELECT code, operation FROM effect"))
        time.sleep(0.05)
