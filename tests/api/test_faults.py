"""A fault before any view is reached: an answer that a program can read, and a page that needs nothing."""

from http import HTTPStatus
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tinhso.foundation.identity import middleware

pytestmark = pytest.mark.django_db
UNREACHABLE, FAULT = OperationalError("server closed the connection"), ZeroDivisionError()


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [(UNREACHABLE, HTTPStatus.SERVICE_UNAVAILABLE, "unavailable"), (FAULT, HTTPStatus.INTERNAL_SERVER_ERROR, "fault")],
)
def test_who_asks_cannot_be_found_out(
    monkeypatch: pytest.MonkeyPatch, error: Exception, status: HTTPStatus, kind: str
) -> None:
    def fail(*_given: Any) -> None:
        raise error

    monkeypatch.setattr(middleware, "_identify", fail)
    client = Client(raise_request_exception=False)
    told = client.get("/api/dossiers")
    assert (told.status_code, told.json()["kind"]) == (status, kind)
    page = client.get("/thu-tuc/")
    assert page.status_code == status
    assert "đã lưu vẫn còn nguyên" in page.content.decode()
    assert ("Retry-After" in page.headers) == (kind == "unavailable")
