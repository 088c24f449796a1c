"""Background work of the room."""

from procrastinate.contrib.django import app

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.foundation.files.actions import sweep


@app.periodic(cron=clock.daily(3, 17))
@app.task(name="files.sweep", queue="files")
def sweep_orphans(timestamp: int, **_later: object) -> None:
    """Once a night: remove bytes that belong to nothing."""
    sweep(actor=SYSTEM, at=clock.now())
