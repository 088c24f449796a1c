"""Work of the background process: the open data are published every night."""

from procrastinate.contrib.django import app

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.services.transparency import actions


@app.periodic(cron=clock.daily(3, 15))
@app.task(name="transparency.publish", queueing_lock="transparency.publish")
def publish(timestamp: int, **_later: object) -> None:
    """Publish every month (``timestamp``: when the run was due, in seconds)."""
    actions.publish(actor=SYSTEM, at=clock.now())
