"""Background work: once a day people are reminded of papers that are about to expire."""

from procrastinate.contrib.django import app

from tinhso.core import clock
from tinhso.services.vault.actions import remind_due


@app.periodic(cron=clock.daily(7, 33))
@app.task(name="vault.remind_due", queueing_lock="vault.remind_due")
def remind(timestamp: int, **_later: object) -> None:
    """Remind who agreed to it (``timestamp``: when the run was due, in seconds)."""
    remind_due(clock.now())
