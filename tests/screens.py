"""People at their screens, and an eye that finds what stands in anybody's way."""

import time
from pathlib import Path
from typing import Any, ClassVar

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page, expect

from tinhso.foundation.identity.api import DEMO_PASSWORD

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1366, "height": 900}
WALL = {"width": 1920, "height": 1080}
PATIENCE_S = 30
SHOTS = Path(settings.SOURCE, "var/journeys")
expect.set_options(timeout=15_000)


class Screen:
    """Somebody's browser window: goes, looks, and keeps a picture of every place it has been."""

    _looked_at: ClassVar[set[tuple[str, str, str]]] = set()

    def __init__(self, page: Page, address: str, name: str, look: Axe) -> None:
        self.page, self.address, self.name = page, address, name
        self._look, self._number = look, 0
        self.faults: list[str] = []

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def open_until(self, path: str, text: str) -> Page:
        """Open a page again until what the worker does shows there."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.open(path).get_by_text(text).count() and time.monotonic() < deadline:
            time.sleep(0.3)
        expect(self.page.get_by_text(text).first).to_be_visible()
        return self.page

    def sign_in(self, username: str) -> None:
        self.open("/tai-khoan/dang-nhap/")
        self.page.locator("[name=login]").fill(username)
        self.page.locator("[name=password]").fill(DEMO_PASSWORD)
        self.page.locator("[name=password]").press("Enter")
        expect(self.page).not_to_have_url(f"{self.address}/tai-khoan/dang-nhap/")

    def keep(self, what: str) -> None:
        """Keep a picture, and note what axe finds and what is wider than the window.

        A place that somebody kept before in a window of that size is not looked at again.
        """
        self._number += 1
        self.picture(f"{self._number:02}-{what}", full_page=True)
        place = (self.name, what, str(self.page.viewport_size))
        if place in self._looked_at:
            return
        self._looked_at.add(place)
        found: Any = self._look.run(self.page).response["violations"]
        self.faults += [
            f"{self.name} {what}: {each['id']} {[node['html'][:200] for node in each['nodes'][:3]]}" for each in found
        ]
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            self.faults.append(f"{self.name} {what}: wider than the window")

    def picture(self, what: str, *, full_page: bool = False) -> None:
        """A picture among the artefacts."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{self.name}-{what}.jpg"
        self.page.screenshot(path=path, type="jpeg", quality=80, full_page=full_page)

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press the button, or follow the link that looks like one."""
        button = self.page.get_by_role("button", name=name, exact=exact)
        (button.or_(self.page.get_by_role("link", name=name, exact=exact))).locator("visible=true").first.click()
