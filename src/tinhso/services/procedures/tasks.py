"""Work of the background process: drafts that were thrown away are deleted for good, once a night; the catalogue's
imports go on, part by part.
"""

from procrastinate.contrib.django import app

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.events.api import steps
from tinhso.services.procedures import actions


@app.periodic(cron=clock.daily(2, 37))
@app.task(name="procedures.purge_drafts", queueing_lock="procedures.purge_drafts")
def purge_drafts(timestamp: int, **_later: object) -> None:
    """Delete what was thrown away longer ago than it is kept (``timestamp``: when the run was due, in seconds)."""
    actions.purge_drafts(actor=SYSTEM, at=clock.now())


steps.add("procedures.imports", actions.continue_imports)
