"""A platform that runs, people at their screens, and an eye that finds what stands in anybody's way."""

import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from screens import Screen
from servers import Installation, installation
from tinhso.conf.commands.test import scratch
from tinhso.core.faults import Faults
from tinhso.foundation.payments.simulator import SimulatedGateway, over_http
from tinhso.foundation.payments.simulator import serve as serve_gateway
from tinhso.services.national_portal.simulator import Memory, Portal, serve

#: What the platform shares with the simulated national portal, and with the simulated payment gateway.
KEY = "khoa-cua-hanh-trinh"
#: Cookies are used again for as long as no session has idled out, that of an administrator neither (5 minutes).
LIVES_S = 240


@pytest.fixture(scope="session")
def portal() -> Iterator[tuple[Portal, str]]:
    """A national portal in this process, so that its faults can be switched on and off, with its address."""
    made = Portal(Memory(), KEY, Faults())
    server = serve(made)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def till() -> Iterator[SimulatedGateway]:
    """A payment gateway in this process, with the page on which people pay."""
    made = SimulatedGateway(KEY, over_http)
    server = serve_gateway(made)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def platform(portal: tuple[Portal, str], till: SimulatedGateway) -> Iterator[Installation]:
    """One for all journeys: each makes the dossiers it looks at, and none counts on those of another."""
    line = {
        "TINHSO_NATIONAL_PORTAL_URL": portal[1], "TINHSO_NATIONAL_PORTAL_KEY": KEY,
        "TINHSO_PAYMENT_GATEWAY_URL": till.address, "TINHSO_PAYMENT_GATEWAY_KEY": KEY, "TINHSO_OPENID_LOOPBACK": "1",
    }  # fmt: skip
    with scratch() as folder, installation(folder / "var", **line) as running:
        yield running


@pytest.fixture(scope="session")
def signed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the cookies of those lie who have signed in on the page: their next window is another of the same person."""
    return tmp_path_factory.mktemp("signed-in")


@pytest.fixture
def screen(browser: Browser, platform: Installation, signed_in: Path) -> Iterator[Callable[..., Screen]]:
    """Open a window of somebody's own; at the end of the test nothing may stand in anybody's way."""
    opened: list[tuple[BrowserContext, Screen]] = []
    look = Axe()

    def start(name: str, size: dict[str, int], username: str = "") -> Screen:
        cookies = signed_in / username
        known = cookies if cookies.is_file() and time.time() - cookies.stat().st_mtime < LIVES_S else None
        context = browser.new_context(viewport=size, locale="vi-VN", accept_downloads=True, storage_state=known)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        made = Screen(context.new_page(), platform.address, name, look)
        opened.append((context, made))
        if username and not known:
            made.sign_in(username)
            context.storage_state(path=cookies)
        return made

    yield start
    faults = [fault for _, each in opened for fault in each.faults]
    for context, each in opened:
        each.picture("cuoi-cung")
        context.close()
    assert not faults, "\n".join(faults)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What the platform printed stands below a journey that failed."""
    report = yield
    running = getattr(item, "funcargs", {}).get("platform")
    if report.failed and running is not None:
        report.sections.append(("the platform", running.output()))
    return report
