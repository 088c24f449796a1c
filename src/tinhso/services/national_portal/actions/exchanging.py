"""One round of the line: what is due is sent, news is read and worked in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from tinhso.services.national_portal import queries
from tinhso.services.national_portal.actions.receiving import pull, take_next
from tinhso.services.national_portal.actions.sending import send_next
from tinhso.services.national_portal.models import Link
from tinhso.services.national_portal.ports import Refused, Unreachable, Wire
from tinhso.services.national_portal.types import Step

#: Key of the advisory lock that one sender holds: "ts_natio" as a number. A process that dies lets go of it.
_LOCK: Final = 0x74735F6E6174696F
_BATCH: Final = 100
#: So many dossiers in a row without an answer end a round: the line is down, not they.
_MOST_LATE: Final = 3
#: How often the portal is asked for news.
PULLED_EVERY: Final = timedelta(seconds=30)


@contextmanager
def sole_exchange() -> Iterator[bool]:
    """Hold the line alone; False where another process has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def exchange(wire: Wire, *, at: datetime, read_news: bool) -> int:
    """One round; how many messages went through. ``read_news`` asks the portal what has changed as well."""
    if queries.link().stopped_at is not None:
        return 0
    done = _in_turn(wire, queries.due_out(at, limit=_BATCH), at)
    if read_news:
        try:
            done += pull(wire, at=at)
        except (Unreachable, Refused):
            # Asked again when its time comes, not at once.
            Link.objects.update_or_create(pk=1, defaults={"pulled_at": at})
            return done
    taken = [take_next(wire, message_id, at=at) for message_id in queries.due_in(at, limit=_BATCH)]
    return done + sum(step in {Step.DONE, Step.STUCK} for step in taken)


def _in_turn(wire: Wire, dossier_ids: list[UUID], at: datetime) -> int:
    """Send all that each dossier has to say, one dossier after the other."""
    done = late = 0
    for dossier_id in dossier_ids:
        while (step := send_next(wire, dossier_id, at=at)) is Step.DONE:
            done, late = done + 1, 0
        done += step is Step.STUCK
        late += step is Step.LATER
        if late >= _MOST_LATE:
            break
    return done
