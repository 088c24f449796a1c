"""The worker ends when its relay of events hangs, and not before."""

import threading

import pytest

from tinhso.conf.commands import worker
from tinhso.core.events.api import Relay


@pytest.mark.parametrize(("hung_s", "ends"), [(0.0, True), (900.0, False)])
def test_a_relay_that_hangs_ends_the_worker(monkeypatch: pytest.MonkeyPatch, *, hung_s: float, ends: bool) -> None:
    monkeypatch.setattr(worker, "GRACE_S", 0.01)
    monkeypatch.setattr(worker, "HUNG_S", hung_s)
    ended, told = threading.Event(), threading.Event()
    thread = threading.Thread(target=worker.watch, args=(Relay(), ended, told.set))
    thread.start()
    assert told.wait(5.0 if ends else 0.2) is ends
    ended.set()
    thread.join(5.0)
    assert not thread.is_alive()
