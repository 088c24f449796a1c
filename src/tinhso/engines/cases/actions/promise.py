"""Counting the promised date, with the reasons that a person can follow."""

from datetime import time

from tinhso.engines.cases.actions.turn import Turn
from tinhso.foundation.calendar.api import Deadline, DeadlineUnit


def promise(turn: Turn) -> None:
    """Promise a date from now on: the moment itself, and the sentence that explains it, both kept with the case."""
    given = turn.case.settings["deadline"]
    cutoff = given.get("same_day_cutoff")
    deadline = Deadline(
        value=given["value"],
        unit=DeadlineUnit(given["unit"]),
        same_day_cutoff=time.fromisoformat(cutoff) if cutoff else None,
    )
    due_at = turn.calendar.due(turn.at, deadline)
    explanation = turn.calendar.explain(turn.at, due_at, deadline)
    turn.case.promised_at = turn.case.due_at = due_at
    turn.note("promise", {"vi": explanation.sentence("vi"), "en": explanation.sentence("en")})
