"""Linked dossiers filed and decided while processes are killed: every whole has each of its parts, once."""

import io
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
import requests
from PIL import Image

from people import PATIENCE_S, Person, file_until_confirmed
from servers import Installation

#: Liên thông khai sinh, thường trú, thẻ bảo hiểm y tế; the part that the others wait for.
BIRTH_CHAIN, BIRTH = "2.002621", "1.001193"
PARTS = [BIRTH, "1.004222", "1.001939"]
HOME = {"province": "elsewhere", "street": "12 đường Lê Lợi, phường Phú Xuân, thành phố Huế"}
ANSWERS = {
    "wanted": ["residence", "insurance"], "child_home": HOME, "requester_name": "Nguyễn Thị Minh Hương",
    "requester_id": "046190000001", "requester_phone": "0900000001", "requester_relation": "mother",
    "situation": "ordinary", "marriage_registered_at": "Phường Phú Xuân",
    "child_name": "Nguyễn Minh An", "child_sex": "female", "birth_date": "2026-10-18", "has_birth_notice": "yes",
    "birth_place": "Bệnh viện Trung ương Huế", "ethnicity": "Kinh", "home_town": "Phường Phú Xuân",
    "parents_married": "yes", "mother_name": "Nguyễn Thị Minh Hương", "mother_id": "046190000001",
    "mother_birth_date": "1990-09-02", "mother_address": HOME, "father_name": "Trần Văn Bảo",
    "father_id": "046085000002", "father_birth_date": "1985-03-05", "father_address": HOME, "copies": 1,
    "head_name": "Trần Văn Bảo", "head_id": "046085000002", "head_relation": "Con", "consent_way": "electronic",
    "first_clinic": "Trạm Y tế phường Phú Xuân", "card_form": "electronic",
}  # fmt: skip
#: Who does what to a birth, and what has to be said.
STEPS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("tiepnhan", "accept", {}),
    ("congchuc", "start", {}),
    ("congchuc", "submit_for_signature", {"text": "Theo hồ sơ đã nộp."}),
    ("lanhdao", "sign", {}),
)


@pytest.fixture(scope="module")
def birth(platform: Installation, citizen: Person) -> Callable[[], dict[str, Any]]:
    """The body of a linked dossier, with the notice of birth that all of them show."""
    units = citizen.get(f"/procedures/{BIRTH_CHAIN}/units")
    office = next(unit for unit in units if "Phú Xuân" in unit["name"])
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(picture, "PNG")
    sent = citizen.post("/files", files={"upload": ("giay-chung-sinh.png", picture.getvalue(), "image/png")})
    assert sent.status_code == 201, sent.text
    papers = [{"paper": "birth_notice", "file_id": sent.json()["id"]}]
    return lambda: {"code": BIRTH_CHAIN, "unit_id": office["id"], "answers": ANSWERS, "papers": papers}


def act_until_done(official: Person, case_id: str, action: str, inputs: dict[str, str]) -> None:
    """Press until it is done; a press that is told that it is not offered any more was done by the one before."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            answer = official.post(f"/dossiers/{case_id}/actions/{action}", json=inputs)
            if answer.status_code in {200, 409}:
                return
            assert answer.status_code >= 500, answer.text
        except requests.RequestException:
            pass
        time.sleep(0.2)
    raise AssertionError(f"{action} never done")


def test_kill_9_during_linked_filings(
    platform: Installation,
    citizen: Person,
    birth: Callable[[], dict[str, Any]],
    pytestconfig: pytest.Config,
) -> None:
    number = 100 if pytestconfig.getoption("--deep") else 6
    officials = {name: Person(platform.address, name) for name, _, _ in STEPS}
    keys = [uuid4().hex for _ in range(number)]
    pressed, lock = [0], threading.Lock()
    victims = {
        number // 2: "web",
        number: "postgres",
        3 * number: "web",
        4 * number: "worker",
        4 * number + 3: "postgres",
    }

    def one_more() -> None:
        with lock:
            pressed[0] += 1
            victim = victims.pop(pressed[0], None)
        if victim:
            platform.kill(victim)

    def live(key: str) -> tuple[str, str]:
        whole = file_until_confirmed(citizen, birth(), key)
        one_more()
        first = whole_of(whole["id"])["parts"][0]
        for name, action, inputs in STEPS:
            act_until_done(officials[name], first["id"], action, inputs)
            one_more()
        return key, whole["id"]

    def whole_of(case_id: str) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return dict(citizen.get(f"/dossiers/{case_id}"))
            except (requests.RequestException, AssertionError):
                assert time.monotonic() < deadline
                time.sleep(0.2)

    with ThreadPoolExecutor(4) as people:
        filed = dict(people.map(live, keys))
    platform.wait(60)
    assert not victims
    assert len(set(filed.values())) == number
    mine = [row["id"] for row in citizen.dossiers()]
    codes = []
    for key, case_id in filed.items():
        assert file_until_confirmed(citizen, birth(), key)["id"] == case_id
        assert mine.count(case_id) == 1
        assert file_until_confirmed(citizen, birth(), key)["id"] == case_id
        told = whole_of(case_id)["parts"]
        assert [part["procedure"] for part in told] == PARTS
        assert told[0]["ended"], "the birth was signed"
        assert all(part["id"] for part in told), "what waited for the birth has begun"
        codes += [part["code"] for part in told]
    assert len(set(codes)) == 3 * number
