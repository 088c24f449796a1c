"""People who talk to a running platform over the network."""

import re
import time
from functools import cache
from typing import Any

import requests

from tinhso.foundation.identity.api import DEMO_PASSWORD

TIMEOUT_S = 30
#: How long somebody presses again and again.
PATIENCE_S = 120.0
CREATED, AWAY = 201, 503


@cache
def token_of(address: str, username: str) -> str:
    """A token that a demo account makes for itself, signed in as in a browser; made once, since an account has only so
    many.
    """
    browser = requests.Session()
    page = f"{address}/tai-khoan/dang-nhap/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(page, timeout=TIMEOUT_S).text)
    assert token
    form = {"login": username, "password": DEMO_PASSWORD, "csrfmiddlewaretoken": token[1]}
    signed = browser.post(page, data=form, headers={"Referer": page}, timeout=TIMEOUT_S)
    assert signed.status_code == 200, signed.text[:500]
    csrf = {"X-CSRFToken": browser.cookies["csrftoken"], "Referer": page}
    made = browser.post(
        f"{address}/api/identity/tokens", json={"name": "Kiểm thử", "days": 30}, headers=csrf, timeout=TIMEOUT_S
    )
    assert made.ok, made.text
    return str(made.json()["token"])


class Person:
    """A demo account that calls the API."""

    def __init__(self, address: str, username: str) -> None:
        self.address = address
        self.headers = {"Authorization": f"Bearer {token_of(address, username)}"}

    def get(self, path: str) -> Any:
        """What is read, asked for again while the platform says that it will soon be back."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            answer = requests.get(f"{self.address}/api{path}", headers=self.headers, timeout=TIMEOUT_S)
            if answer.status_code != AWAY or time.monotonic() > deadline:
                assert answer.status_code == 200, (path, answer.text[:500])
                return answer.json()
            time.sleep(0.2)

    def post(self, path: str, *, key: str = "", **options: Any) -> requests.Response:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return requests.post(f"{self.address}/api{path}", headers=headers, timeout=TIMEOUT_S, **options)

    def put(self, path: str, **options: Any) -> requests.Response:
        """What is changed. Fails with the server's own words."""
        done = requests.put(f"{self.address}/api{path}", headers=self.headers, timeout=TIMEOUT_S, **options)
        assert done.ok, (path, done.text[:500])
        return done

    def dossiers(self) -> list[dict[str, Any]]:
        """All of one's dossiers, page after page."""
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            page = self.get(f"/dossiers?after={after}" if after else "/dossiers")
            found += page["items"]
            if not page["next"]:
                return found
            after = requests.utils.quote(page["next"], safe="")


def file_until_confirmed(citizen: Person, body: dict[str, Any], key: str) -> dict[str, Any]:
    """Press again, with the same key, until the platform has answered."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            answer = citizen.post("/dossiers", key=key, json=body)
            if answer.status_code == CREATED:
                return dict(answer.json())
            # What the person did was right, so only the server may be at fault.
            assert answer.status_code >= 500, answer.text
        except requests.RequestException:
            pass
        time.sleep(0.2)
    raise AssertionError("never confirmed")
