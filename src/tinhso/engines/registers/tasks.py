"""Work of the background process: imports go on, part by part; each day registers are measured, keepers reminded."""

from procrastinate.contrib.django import app

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.events.api import steps
from tinhso.engines.registers import actions

steps.add("registers.imports", actions.continue_imports)


@app.periodic(cron=clock.daily(5, 12))
@app.task(name="registers.keep", queueing_lock="registers.keep")
def keep(timestamp: int, **_later: object) -> None:
    """Measure every register, then remind (``timestamp``: when the run was due, in seconds)."""
    at = clock.now()
    actions.measure_all(at)
    actions.remind_keepers(actor=SYSTEM, at=at)
