"""Work of the background process: imports go on, part by part; who listens is told of changes."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tinhso.core import clock
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
steps.add("registers.listeners", hand_on)
