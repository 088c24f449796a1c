"""Background work: every morning reviews are opened, heads are told and reminded, and what is late is settled."""

from procrastinate.contrib.django import app

from tinhso.core import clock
from tinhso.foundation.grant_reviews.actions import keep_reviews


@app.periodic(cron=clock.daily(5, 20))
@app.task(name="grant_reviews.keep", queueing_lock="grant_reviews.keep")
def keep(timestamp: int, **_later: object) -> None:
    """Open, tell, remind, settle (``timestamp``: when the run was due, in seconds)."""
    keep_reviews(clock.now())
