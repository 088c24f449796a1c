"""A simulator of the portal in memory, and the line to it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from random import Random
from typing import Any

import pytest

from national import hand_over
from thread import EXTRACT
from tinhso.core import clock
from tinhso.core.faults import Faults
from tinhso.core.packs import api as packs
from tinhso.core.packs import in_force
from tinhso.services.national_portal import actions
from tinhso.services.national_portal.models import Message
from tinhso.services.national_portal.ports import Wire
from tinhso.services.national_portal.ports import wire as wires
from tinhso.services.national_portal.simulator import Memory, Portal

KEY = "mot-khoa-chung"


@pytest.fixture
def at() -> datetime:
    return clock.now()


@pytest.fixture
def faults() -> Faults:
    return Faults(dice=Random(1))


@pytest.fixture
def portal(faults: Faults) -> Portal:
    return Portal(Memory(), KEY, faults)


@pytest.fixture
def wire(portal: Portal, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """The line to the simulator, which is also the one that the settings name."""
    line = Wire("http://cong.invalid", KEY, "hue", carry=portal.carry)
    settings.NATIONAL_PORTAL_URL, settings.NATIONAL_PORTAL_KEY = line.address, KEY
    monkeypatch.setattr(wires, "_wires", {(line.address, KEY, settings.PACK): line})
    return line


@pytest.fixture
def run(wire: Wire, at: datetime) -> Callable[..., int]:
    """Use the line until nothing is left to say, letting the pauses between tries pass."""

    def until_quiet(*, rounds: int = 60) -> int:
        hand_over(at)
        total = 0
        for number in range(rounds):
            now = clock.now()
            Message.objects.filter(state="waiting").update(next_try_at=now)
            total += actions.exchange(wire, at=now, read_news=True)
            hand_over(now)
            open_ones = Message.objects.filter(state="waiting").exclude(dossier__trouble__in=["refused", "not_sent"])
            if number and not open_ones.exists():
                break
        return total

    return until_quiet


@pytest.fixture
def filed_nationally(province: None) -> Iterator[Callable[[date], None]]:
    """Let the extract be filed at the portal from a day on."""
    before = packs.current("procedures")
    state = in_force._state
    assert state is not None

    def begin(day: date) -> None:
        state.objects["procedures"] = {**before, EXTRACT: before[EXTRACT].model_copy(update={"national_from": day})}
        state.derived.clear()

    yield begin
    state.objects["procedures"] = before
    state.derived.clear()
