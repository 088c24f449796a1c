"""Background work: sealing, and sending the log on, which waits for another machine and so is a job of its own."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tinhso.core import clock
from tinhso.core.events.api import steps
from tinhso.foundation.audit.actions import is_due, seal_step, ship

_LOOKED_EVERY: Final = timedelta(seconds=2)
_looked: Final[dict[str, datetime]] = {}


def ship_step(at: datetime) -> int:
    """Make a job of what waits for the receiver of the log, every other second at most."""
    if at - _looked.get("at", at - _LOOKED_EVERY) < _LOOKED_EVERY:
        return 0
    _looked["at"] = at
    if is_due(at):
        try:
            with transaction.atomic():
                send_on.configure(queueing_lock="audit.ship").defer()
        except AlreadyEnqueued:
            return 0
    return 0


@app.task(name="audit.ship", pass_context=False)
def send_on(**_later: object) -> None:
    """Send the log on as far as the receiver takes it."""
    ship(clock.now())


steps.add("audit.seal", seal_step)
steps.add("audit.ship", ship_step)
