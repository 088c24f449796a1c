"""The shell as a visitor meets it: home, language, colours, and every kind of refusal, also when nothing else works."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import cast

import pytest
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from tinhso.channels.desk import desk
from tinhso.channels.ioc import ioc
from tinhso.channels.portal import portal
from tinhso.core.access import ANONYMOUS, Actor
from tinhso.core.errors import NotSignedIn
from tinhso.core.faces import PageRequest, home_blocks, navigation
from tinhso.core.testing import make_actor, moment
from tinhso.core.ui import context
from tinhso.core.ui.brand import Brand

HUE = Brand("Thành phố Huế", "Hue City", "#6b2c91", "1900 1075")
AT = moment("2026-08-31 14:05")


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(context, "current_brand", lambda: HUE)
    monkeypatch.setattr(portal, "current_brand", lambda: HUE)
    with translation.override("vi"):
        yield


@pytest.fixture
def empty_menus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(home_blocks, "_items", {})


def ask(path: str, actor: Actor = ANONYMOUS, data: dict[str, str] | None = None) -> PageRequest:
    """A request as the pages see it."""
    factory = RequestFactory()
    request = cast("PageRequest", factory.post(path, data) if data is not None else factory.get(path))
    request.actor, request.at, request.resolver_match = actor, AT, None
    return request


def text_of(answer: HttpResponseBase) -> str:
    """The answer's body."""
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


@pytest.mark.usefixtures("empty_menus")
def test_home_asks_one_question() -> None:
    page = text_of(portal.home(ask("/")))
    assert page.count("<h1") == 1
    assert "Bạn cần làm gì?" in page
    assert "Thành phố Huế" in page
    assert "1900 1075" in page


def test_language_is_remembered_and_leads_back() -> None:
    answer = portal.choose_language(ask("/ngon-ngu/", data={"language": "en", "next": "/thu-tuc/?q=a"}))
    assert answer["Location"] == "/thu-tuc/?q=a"
    assert answer.cookies["django_language"].value == "en"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_language_leads_to_no_other_site(away: str) -> None:
    assert portal.choose_language(ask("/ngon-ngu/", data={"language": "en", "next": away}))["Location"] == "/"


def test_a_language_that_is_not_spoken_is_not_remembered() -> None:
    assert not portal.choose_language(ask("/ngon-ngu/", data={"language": "xx", "next": "/"})).cookies


def test_the_accent_of_the_province_is_served_as_a_style_sheet() -> None:
    answer = portal.brand(ask("/brand.css"))
    assert answer["Content-Type"].startswith("text/css")
    assert "--ts-accent:#6b2c91" in text_of(answer)


@pytest.mark.usefixtures("empty_menus")
@pytest.mark.parametrize(("view", "path"), [(desk.home, "/desk/"), (ioc.home, "/wall/")])
def test_an_official_without_work_is_told_so(view: Callable[[PageRequest], HttpResponseBase], path: str) -> None:
    answer = view(ask(path, make_actor()))
    assert answer.status_code == HTTPStatus.OK
    assert "quyền" in text_of(answer)


@pytest.mark.parametrize(("view", "path"), [(desk.home, "/desk/"), (ioc.home, "/wall/")])
def test_the_desk_and_the_wall_are_closed_to_visitors(
    view: Callable[[PageRequest], HttpResponseBase], path: str
) -> None:
    with pytest.raises(NotSignedIn):
        view(ask(path))


@pytest.mark.usefixtures("empty_menus")
@pytest.mark.parametrize("path", ["/x/", "/desk/x/", "/wall/x/"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 429, 500, 503])
def test_every_refusal_has_a_page_in_the_look_of_its_channel(path: str, status: int) -> None:
    page = render(ask(path, make_actor()), "ui/error.html", {"status": status, "error": NotSignedIn()}).content.decode()
    assert page.count("<h1") == 1
    assert f"/css/{ {'/x/': 'portal', '/desk/x/': 'desk', '/wall/x/': 'ioc'}[path] }" in page
    assert NotSignedIn().message in page


@pytest.mark.usefixtures("empty_menus")
@pytest.mark.parametrize(
    ("template", "words"),
    [("404.html", "Không tìm thấy trang"), ("403.html", "Không có quyền"), ("400.html", "chưa hợp lệ")],
)
def test_pages_that_the_framework_asks_for(template: str, words: str) -> None:
    assert words in render(ask("/x/"), template).content.decode()


@pytest.mark.parametrize("template", ["500.html", "403_csrf.html"])
def test_the_last_pages_need_nothing_at_all(template: str) -> None:
    page = render_to_string(template)
    assert page.count("<h1") == 1
    assert 'href="/"' in page
