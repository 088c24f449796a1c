"""Work of the background process: imports and the search for doubles go on, part by part; who listens is told of
changes; each day registers are measured, keepers reminded.
"""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.events.api import steps
from tinhso.engines.registers import actions, queries


def hand_on(at: datetime) -> int:
    """Make a job of the messages that are due; a slow listener then keeps no other work from going on."""
    if not queries.has_due_deliveries(at):
        return 0
    try:
        with transaction.atomic():
            tell_listeners.configure(queueing_lock="registers.tell_listeners").defer()
    except AlreadyEnqueued:
        return 0
    return 1


@app.task(name="registers.tell_listeners", pass_context=False)
def tell_listeners(**_later: object) -> None:
    """Send until nothing is due."""
    while actions.send_due(clock.now()):
        pass


steps.add("registers.imports", actions.continue_imports)
steps.add("registers.matching", actions.continue_matching)
steps.add("registers.listeners", hand_on)


@app.periodic(cron=clock.daily(5, 12))
@app.task(name="registers.keep", queueing_lock="registers.keep")
def keep(timestamp: int, **_later: object) -> None:
    """Measure every register, then remind (``timestamp``: when the run was due, in seconds)."""
    at = clock.now()
    actions.measure_all(at)
    actions.remind_keepers(actor=SYSTEM, at=at)
