"""Whether a dossier was handled in time, as the index of QĐ 766/QĐ-TTg judges it at the end of a period."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Timeliness(StrEnum):
    """The verdict on a dossier over a period."""

    ON_TIME = "on_time"
    OVERDUE = "overdue"
    NOT_COUNTED = "not_counted"


class Ground(StrEnum):
    """Which moment the verdict goes by."""

    NOT_RECEIVED = "not_received"
    DONE = "done"
    RETURNED = "returned"
    STOPPED = "stopped"
    ASKED_TWICE = "asked_twice"
    FIRST_REQUEST = "first_request"
    HELD = "held"
    PERIOD_END = "period_end"


@dataclass(frozen=True, slots=True)
class Course:
    """What of a dossier's course the verdict needs. Moments that have not come are None.

    ``requests`` are the requests for papers in order; ``waiting`` says that the last one is unanswered; ``held_at`` is
    when the clock stopped that stands still for something else. Where no date was promised, ``worked_minutes`` up to
    the end (papers' time taken out) are held against ``most_minutes``.
    """

    received_at: datetime | None
    promised_at: datetime | None
    done_at: datetime | None = None
    returned_at: datetime | None = None
    stopped_at: datetime | None = None
    requests: tuple[datetime, ...] = ()
    waiting: bool = False
    held_at: datetime | None = None
    worked_minutes: int = 0
    most_minutes: int = 0


def judge(course: Course, *, period_end: datetime) -> tuple[Timeliness, Ground]:
    """The verdict on a dossier at the end of a period, and the moment it goes by.

    Done comes before returned, so that the way of the post does not count, and returned before stopped. Not finished,
    it is judged at the end of the period; waiting for papers, at the first request; standing still for
    something else (a payment, a verification outside), when that began; asked twice, it is overdue.
    """
    if course.received_at is None or course.received_at > period_end:
        return Timeliness.NOT_COUNTED, Ground.NOT_RECEIVED
    ends = (
        (course.done_at, Ground.DONE), (course.returned_at, Ground.RETURNED), (course.stopped_at, Ground.STOPPED),
    )  # fmt: skip
    found = next(((at, ground) for at, ground in ends if at is not None and at <= period_end), None)
    asked = [at for at in course.requests if at <= period_end]
    if found is None and len(asked) > 1:
        return Timeliness.OVERDUE, Ground.ASKED_TWICE
    if found is None:
        found = (period_end, Ground.PERIOD_END)
        if asked and course.waiting:
            found = (asked[0], Ground.FIRST_REQUEST)
        elif course.held_at is not None and course.held_at <= period_end:
            found = (course.held_at, Ground.HELD)
    finish, ground = found
    if course.promised_at is not None:
        in_time = finish <= course.promised_at
    else:
        in_time = course.worked_minutes <= course.most_minutes
    return (Timeliness.ON_TIME if in_time else Timeliness.OVERDUE), ground
