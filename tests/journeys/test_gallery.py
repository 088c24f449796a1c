"""Every component in a real browser, in the look of each channel: nothing for axe to find,
nothing wider than the screen.
"""

from http import HTTPStatus
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page, Route

from tinhso.channels.api.middleware import CONTENT_SECURITY_POLICY
from tinhso.core.testing import make_actor, moment
from tinhso.core.ui import context
from tinhso.core.ui.brand import Brand, Palette
from tinhso.core.ui.gallery import GALLERY

ADDRESS = "http://gallery.test"
PATHS = {"portal": "/", "desk": "/desk/", "ioc": "/wall/"}
KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


def draw(channel: str) -> str:
    """The gallery as that channel would serve it."""
    request = RequestFactory().get(PATHS[channel])
    request.actor, request.at, request.resolver_match = make_actor(), moment("2026-08-31 14:05"), None  # type: ignore[attr-defined]
    return render_to_string("ui/gallery.html", {"base": f"{channel}/base.html", "error": True, **GALLERY}, request)


def serve(route: Route, page: str) -> None:
    """Answer as the web server would, from the collected files."""
    path = route.request.url.removeprefix(ADDRESS)
    policy = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    if path == "/":
        route.fulfill(body=page, content_type="text/html; charset=utf-8", headers=policy)
    elif path == "/brand.css":
        route.fulfill(body=Palette.from_accent("#6b2c91").css(), content_type="text/css")
    else:
        file = Path(settings.STATIC_ROOT) / path.removeprefix("/static/")
        if file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        else:
            route.fulfill(status=HTTPStatus.NOT_FOUND)


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("channel", list(PATHS))
def test_every_component_is_accessible_and_fits(
    channel: str, width: int, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "current_brand", lambda: Brand("Thành phố Huế", "Hue City", "#6b2c91"))
    html = draw(channel)
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": width, "height": 800})
    page.route("**/*", lambda route: serve(route, html))
    page.goto(f"{ADDRESS}/")
    page.evaluate("document.fonts.ready.then(() => null)")
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
