"""Work of the background process: the line is used while there is something to say or to ask, compared once a night."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.events.api import steps
from tinhso.services.national_portal import actions, ports, queries
from tinhso.services.national_portal.actions.exchanging import PULLED_EVERY

_ROUND: Final = timedelta(seconds=40)
_LOOKED_EVERY: Final = timedelta(seconds=1)
_COMPARED_DAYS: Final = 7
_looked: Final[dict[str, datetime]] = {}


def hand_on(at: datetime) -> int:
    """Make a job of what is due, once a second at most; how many."""
    if not ports.is_connected() or at - _looked.get("at", at - _LOOKED_EVERY) < _LOOKED_EVERY:
        return 0
    _looked["at"] = at
    link = queries.link()
    asks = link.pulled_at is None or at - link.pulled_at >= PULLED_EVERY
    if link.stopped_at is not None or not (asks or queries.has_due(at)):
        return 0
    try:
        with transaction.atomic():
            use_the_line.configure(queueing_lock="national_portal.use_the_line").defer()
    except AlreadyEnqueued:
        return 0
    return 0


@app.task(name="national_portal.use_the_line", pass_context=False)
def use_the_line(**_later: object) -> None:
    """Send and take in until nothing is due, for less than a minute at a time. One process at a time does."""
    wire = ports.current_wire()
    if wire is None:
        return
    with actions.sole_exchange() as mine:
        started, asks = clock.now(), True
        while mine and clock.now() - started < _ROUND:
            if not actions.exchange(wire, at=clock.now(), read_news=asks):
                break
            asks = False


@app.periodic(cron=clock.daily(3, 23))
@app.task(name="national_portal.compare", queueing_lock="national_portal.compare")
def compare(timestamp: int, **_later: object) -> None:
    """Compare both sides over the last days (``timestamp``: when the run was due, in seconds)."""
    if ports.is_connected():
        at = clock.now()
        today = at.date()
        start = today - timedelta(days=_COMPARED_DAYS)
        actions.reconcile(actor=SYSTEM, at=at, start=start, end=today + timedelta(days=1))


steps.add("national_portal.hand_on", hand_on)
