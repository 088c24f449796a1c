"""Work of the background process: what was kept is booked, what was not told is asked about, refunds are sent, days
are compared.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.events.api import steps
from tinhso.foundation.payments import actions, ports, queries

_LOOKED_EVERY: Final = timedelta(seconds=1)
_EXPIRED_EVERY: Final = timedelta(minutes=1)
_last: Final[dict[str, datetime]] = {}


def _is_time(what: str, at: datetime, every: timedelta) -> bool:
    if at - _last.get(what, at - every) < every:
        return False
    _last[what] = at
    return True


def keep_books(at: datetime) -> int:
    """Book what waits, end invoices whose time is over, make a job of what the gateway is to be asked; how much."""
    if not _is_time("looked", at, _LOOKED_EVERY):
        return 0
    done = actions.book_waiting(at)
    if _is_time("expired", at, _EXPIRED_EVERY):
        done += actions.expire_invoices(at)
    if ports.is_connected() and queries.has_due(at):
        try:
            with transaction.atomic():
                use_the_line.configure(queueing_lock="payments.use_the_line", lock="payments.use_the_line").defer()
        except AlreadyEnqueued:
            pass
    return done


@app.task(name="payments.use_the_line", pass_context=False)
def use_the_line(**_later: object) -> None:
    """Ask about orders and send refunds that are due. One process at a time does."""
    actions.ask_due(clock.now())
    actions.send_due(clock.now())


@app.periodic(cron=clock.daily(1, 41))
@app.task(name="payments.compare", queueing_lock="payments.compare")
def compare(timestamp: int, **_later: object) -> None:
    """Compare yesterday with the gateway's statement (``timestamp``: when the run was due, in seconds)."""
    if queries.pays_online():
        at = clock.now()
        actions.compare_day(actor=SYSTEM, at=at, day=at.date() - timedelta(days=1))


steps.add("payments.keep_books", keep_books)
