"""Who comes when every hand is busy is told when to come again, and nothing was done."""

import json
from threading import Event, Thread

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tinhso.channels.api import middleware


@pytest.mark.parametrize("path", ["/api/dossiers", "/desk/ho-so/"])
def test_a_full_house_says_when_to_come_again(path: str, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEB_HANDS = 1  # type: ignore[attr-defined]
    monkeypatch.setattr(middleware, "LONGEST_WAIT_S", 0.01)
    entered, leave, asked = Event(), Event(), []

    def work(request: HttpRequest) -> HttpResponse:
        asked.append(request)
        entered.set()
        leave.wait(10)
        return HttpResponse("done")

    gate, factory = middleware.Gate(work), RequestFactory()
    first = Thread(target=gate, args=(factory.get(path),))
    first.start()
    assert entered.wait(10)
    refused = gate(factory.post(path))
    leave.set()
    first.join()
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert len(asked) == 1
    if path.startswith("/api/"):
        assert json.loads(refused.content)["kind"] == "unavailable"  # type: ignore[attr-defined]
    else:
        assert "Xin gửi lại" in refused.content.decode()  # type: ignore[attr-defined]
    # The hand is free again.
    assert gate(factory.get(path)).status_code == 200


def test_the_refusal_is_an_answer_like_others(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEB_HANDS = 0  # type: ignore[attr-defined]
    monkeypatch.setattr(middleware, "LONGEST_WAIT_S", 0.01)
    # No database in this test: whatever asked for it would fail.
    refused = Client(HTTP_COOKIE="django_language=en").get("/")
    assert refused.status_code == 503
    assert "default-src 'none'" in refused.headers["Content-Security-Policy"]
    assert refused.headers["X-Request-Id"]
    assert refused.headers["Content-Language"] == "en"
