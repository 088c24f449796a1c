"""Jobs that come by the clock come before offices open in Vietnam, whatever the zone of the machine."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from tinhso.conf.commands.worker import import_reactions
from tinhso.core.clock import TZ


def test_every_daily_job_comes_before_offices_open() -> None:
    import_reactions()
    start = datetime(2026, 11, 23, tzinfo=UTC)
    tasks = app.periodic_registry.periodic_tasks
    assert tasks
    for (name, _id), task in tasks.items():
        # The queue counts from plain seconds, which croniter takes for UTC.
        moment = task.croniter.get_next(ret_type=float, start_time=start.timestamp())
        local = datetime.fromtimestamp(moment, TZ)
        assert local - start.astimezone(TZ) <= timedelta(days=1), name
        assert 1 <= local.hour < 8, f"{name} comes at {local:%H:%M}"
