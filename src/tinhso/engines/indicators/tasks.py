"""Work of the background process: what stands in registers is counted once a night, since records end with a day."""

from procrastinate.contrib.django import app

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.engines.indicators import actions


@app.periodic(cron=clock.daily(1, 13))
@app.task(name="indicators.count_registers", queueing_lock="indicators.count_registers")
def count_registers(timestamp: int, **_later: object) -> None:
    """Count every register (``timestamp``: when the run was due, in seconds)."""
    actions.count_registers(actor=SYSTEM, at=clock.now())
