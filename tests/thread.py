"""One dossier through all its hands, by the API alone: what tests across rooms begin with."""

import json
from typing import Any
from uuid import uuid4

from django.test import Client

from tinhso.foundation.identity import api as identity
from tinhso.foundation.organisation import api as organisation

#: Cấp bản sao trích lục hộ tịch: handled in one commune, nothing to upload.
EXTRACT = "2.000635"
#: A name that nobody else has, so that a leak shows.
SECRET_NAME = "Tôn Nữ Bí Ẩn"
ANSWERS = {
    "requester_name": "Nguyễn Thị Minh Hương",
    "requester_id": "046190000001",
    "for_whom": "family",
    "record_type": "birth",
    "subject_name": SECRET_NAME,
    "subject_birth_date": "1990-09-02",
    "registered_at": "Xã Phú Hồ",
    "copies": 2,
}


def account(username: str) -> identity.Account:
    """A demo account."""
    return identity.Account.objects.get(username=username)


def unit_of(username: str) -> organisation.UnitInfo:
    """The unit of an official's post."""
    from tinhso.core import clock  # noqa: PLC0415 -- read at call, tests move it

    actor = organisation.actor_for(account(username).id, clock.now())
    assert actor is not None
    assert actor.unit_id is not None
    return organisation.unit(actor.unit_id)


def signed_in(username: str | None) -> Client:
    """A browser, signed in unless no name is given; faults of the server come back as status 500."""
    client = Client(raise_request_exception=False)
    if username:
        client.force_login(account(username))
    return client


def call(
    client: Client, method: str, path: str, body: object = None, *, expect: int | None = None, **headers: str
) -> Any:
    """One call of the API; its JSON. Fails with the server's own words where the status is not as expected."""
    answer = client.generic(
        method,
        f"/api{path}",
        b"" if body is None else json.dumps(body),
        content_type="application/json",
        headers=headers,
    )
    wanted = expect or (200 if method in {"GET", "PUT"} or "/actions/" in path else 201)
    assert answer.status_code == wanted, (method, path, answer.status_code, answer.content.decode()[:2000])
    return answer.json() if answer.content else None


def file_dossier(
    citizen: Client, *, office: str = "tiepnhan", key: str = "", code: str = EXTRACT, **changed: object
) -> dict[str, Any]:
    """File a dossier with the unit of the official ``office``."""
    body = {"code": code, "unit_id": str(unit_of(office).id), "answers": {**ANSWERS, **changed}}
    filed: dict[str, Any] = call(citizen, "POST", "/dossiers", body, **{"Idempotency-Key": key or uuid4().hex})
    return filed


def act(client: Client, case_id: str, action: str, **inputs: object) -> dict[str, Any]:
    """Do one action of the flow."""
    done: dict[str, Any] = call(client, "POST", f"/dossiers/{case_id}/actions/{action}", inputs)
    return done


def decide(
    case_id: str, *, clerk: str = "tiepnhan", officer: str = "congchuc", leader: str = "lanhdao"
) -> dict[str, Any]:
    """Receive, handle, draft and sign."""
    act(signed_in(clerk), case_id, "accept")
    act(signed_in(officer), case_id, "start")
    act(signed_in(officer), case_id, "submit_for_signature", text="Theo sổ hộ tịch đã đăng ký.")
    return act(signed_in(leader), case_id, "sign")
