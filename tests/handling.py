"""Dossiers on their way, over the network: filed by a citizen, moved by those whose turn it is."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import filling
from people import Person
from servers import Installation

#: Cấp bản sao trích lục hộ tịch: 8.000 đồng a copy, one agency, nothing to upload. Of a marriage, since the vault's
#: journey begins with a single birth extract in the vault of the same person.
EXTRACT = "2.000635"
ANSWERS = {
    "requester_name": "Trần Văn Bảo", "requester_id": "046085000002", "for_whom": "family", "record_type": "marriage",
    "subject_name": "Tôn Nữ Gia An", "subject_birth_date": "1985-04-03", "spouse_name": "Trần Văn Bảo",
    "registered_at": "Xã Phú Hồ", "copies": 1,
}  # fmt: skip
#: The demo's citizens by the names on their dossiers.
APPLICANTS = {"Nguyễn Thị Minh Hương": "congdan1", "Trần Văn Bảo": "congdan2"}
#: What each official of the ward does, in order, until the result is signed.
DECIDING = (("tiepnhan", "accept"), ("congchuc", "start"), ("congchuc", "submit_for_signature"), ("lanhdao", "sign"))


class Office:
    """The demo ward's officials at the API."""

    def __init__(self, platform: Installation) -> None:
        self._platform = platform

    def person(self, username: str) -> Person:
        return Person(self._platform.address, username)

    def _unit(self) -> dict[str, Any]:
        units = self.person("congdan2").get(f"/procedures/{EXTRACT}/units")
        return next(unit for unit in units if "Phú Xuân" in unit["name"])

    def file(self, citizen: str = "congdan2", **more: Any) -> dict[str, Any]:
        """A dossier of the extract at the demo ward."""
        body = {"code": EXTRACT, "unit_id": self._unit()["id"], "answers": ANSWERS, **more}
        made = self.person(citizen).post("/dossiers", key=uuid4().hex, json=body)
        assert made.ok, made.text
        return dict(made.json())

    def act(self, username: str, dossier: dict[str, Any], action: str, **given: Any) -> None:
        """Do one action of the flow."""
        done = self.person(username).post(f"/dossiers/{dossier['id']}/actions/{action}", json=given)
        assert done.ok, done.text

    def decide(self, dossier: dict[str, Any]) -> None:
        """All steps up to the signed result."""
        for username, action in DECIDING:
            given = {"text": "Trích lục khai sinh."} if action == "submit_for_signature" else {}
            self.act(username, dossier, action, **given)

    def draft(self, citizen: str = "congdan2") -> str:
        """A draft of the extract with every answer: its id."""
        person = self.person(citizen)
        made = person.post("/drafts", json={"code": EXTRACT}).json()
        for step in made["steps"]:
            person.put(f"/drafts/{made['id']}/steps/{step}", json={"answers": ANSWERS})
        person.put(f"/drafts/{made['id']}/unit", json={"unit_id": self._unit()["id"]})
        return str(made["id"])

    def supplement(self, dossier: dict[str, Any], citizen: str = "congdan2") -> None:
        """Send one photograph in answer to a request for papers."""
        image = filling.photo()
        file = {"file": (image["name"], image["buffer"], image["mimeType"])}
        form = {"action_id": "submit_supplement", "title": "Ảnh căn cước"}
        sent = self.person(citizen).post(f"/dossiers/{dossier['id']}/supplements", data=form, files=file)
        assert sent.ok, sent.text
        self.act(citizen, dossier, "submit_supplement")

    def late(self, official: str, *, offered: str) -> dict[str, Any]:
        """An open demo dossier past its date on which an official may do ``offered``; ``citizen`` is its applicant."""
        person, now = self.person(official), datetime.now(UTC)
        rows = person.get("/dossiers")["items"]
        for row in (row for row in rows if row["due_at"] and datetime.fromisoformat(row["due_at"]) < now):
            told = person.get(f"/dossiers/{row['id']}")
            citizen = APPLICANTS.get(told["applicant"])
            if offered in told["actions"] and citizen:
                return {**row, "citizen": citizen}
        raise AssertionError(f"the demo has no late dossier on which {official} may do {offered}")
