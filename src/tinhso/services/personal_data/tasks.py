"""Background work: once a night what is due to be erased is proposed, for two people to look at."""

from procrastinate.contrib.django import app

from tinhso.core import clock
from tinhso.services.personal_data.actions import propose_due


@app.periodic(cron=clock.daily(3, 40))
@app.task(name="personal_data.propose_due", queueing_lock="personal_data.propose_due")
def propose(timestamp: int, **_later: object) -> None:
    """Propose what is due (``timestamp``: when the run was due, in seconds)."""
    propose_due(clock.now())
