"""Dossiers filed while processes are killed: whatever was confirmed is there, once."""

import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
import requests

from people import PATIENCE_S, Person, file_until_confirmed
from servers import Installation


def test_kill_9_during_submissions(
    platform: Installation, citizen: Person, dossier: Callable[[], dict[str, Any]], pytestconfig: pytest.Config
) -> None:
    number = 1000 if pytestconfig.getoption("--deep") else 60
    before = {row["code"] for row in citizen.dossiers()}
    keys = [uuid4().hex for _ in range(number)]
    confirmed: dict[str, dict[str, Any]] = {}
    victims = {number // 5: "web", number * 2 // 5: "worker", number * 3 // 5: "postgres", number * 4 // 5: "web"}
    lock = threading.Lock()

    def file(key: str) -> None:
        answer = file_until_confirmed(citizen, dossier(), key)
        with lock:
            confirmed[key] = answer
            victim = victims.pop(len(confirmed), None)
        if victim:
            platform.kill(victim)

    with ThreadPoolExecutor(12) as people:
        list(people.map(file, keys))
    platform.wait(60)
    assert not victims
    there = {row["code"]: row for row in citizen.dossiers() if row["code"] not in before}
    assert len(confirmed) == number
    assert len(there) == number, "a dossier too many or too few"
    for key, answer in confirmed.items():
        row = there[answer["code"]]
        assert row["id"] == answer["id"]
        assert datetime.fromisoformat(row["promised_at"]) == datetime.fromisoformat(answer["promised_at"])
        assert file_until_confirmed(citizen, dossier(), key)["id"] == row["id"] or number > 100


def test_the_worker_still_reacts(
    platform: Installation, citizen: Person, dossier: Callable[[], dict[str, Any]]
) -> None:
    """Background work goes on after the kills: what one more dossier writes into the log is sealed."""

    def sealed() -> str:
        return requests.get(f"{platform.address}/log/checkpoint", timeout=10).text

    before = sealed()
    file_until_confirmed(citizen, dossier(), uuid4().hex)
    deadline = time.monotonic() + PATIENCE_S
    while sealed() == before:
        assert time.monotonic() < deadline, f"nothing was sealed; {platform.output()}"
        time.sleep(0.5)


def test_two_presses_at_once_are_one_dossier(citizen: Person, dossier: Callable[[], dict[str, Any]]) -> None:
    key = uuid4().hex
    with ThreadPoolExecutor(6) as people:
        answers = list(people.map(lambda _press: file_until_confirmed(citizen, dossier(), key), range(6)))
    assert len({answer["id"] for answer in answers}) == 1
    assert len([row for row in citizen.dossiers() if row["id"] == answers[0]["id"]]) == 1


def test_an_answer_that_was_lost_comes_again(
    platform: Installation, citizen: Person, dossier: Callable[[], dict[str, Any]]
) -> None:
    key, body = uuid4().hex, json.dumps(dossier()).encode()
    before = len(citizen.dossiers())
    head = [
        "POST /api/dossiers HTTP/1.1", f"Host: localhost:{platform.port}", "Content-Type: application/json",
        f"Content-Length: {len(body)}", f"Idempotency-Key: {key}", f"Authorization: {citizen.headers['Authorization']}", "", "",
    ]  # fmt: skip
    with socket.create_connection(("127.0.0.1", platform.port)) as line:
        line.sendall("\r\n".join(head).encode() + body)
    file_until_confirmed(citizen, dossier(), key)
    time.sleep(1)
    assert len(citizen.dossiers()) == before + 1


def test_another_ones_key_is_another_dossier(
    platform: Installation, citizen: Person, dossier: Callable[[], dict[str, Any]]
) -> None:
    key = uuid4().hex
    other = Person(platform.address, "congdan2")
    assert file_until_confirmed(citizen, dossier(), key)["id"] != file_until_confirmed(other, dossier(), key)["id"]
