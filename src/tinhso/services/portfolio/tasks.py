"""Work of the background process: the times of procedures are measured anew whenever another release is in force."""

from datetime import datetime
from typing import Final

from tinhso.core.events.api import steps
from tinhso.core.packs import api as packs
from tinhso.services.portfolio import actions

_measured: Final[dict[str, int]] = {}


def measure_times(at: datetime) -> int:
    """Measure once for each release that this process sees; returns how many procedures."""
    release = packs.release_number()
    if not release or _measured.get("release") == release:
        return 0
    done = actions.measure_times(at)
    _measured["release"] = release
    return done


steps.add("portfolio.times", measure_times)
