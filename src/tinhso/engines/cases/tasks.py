"""What the worker does for cases: timers whose time has come."""

from tinhso.core.events.api import steps
from tinhso.engines.cases.api import fire_timers

steps.add("cases.timers", fire_timers)
