"""Delivering the outbox to its consumers.

Order and completeness: rows are read by (transaction, id) and only below ``pg_snapshot_xmin``, the oldest transaction
still running. A transaction that commits late therefore is never skipped, which plain ids would allow.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection, transaction

from tinhso.core import clock
from tinhso.core.events.declare import Reaction, consumers, from_payload, steps
from tinhso.core.events.models import ConsumerPosition, OutboxEvent, ParkedEvent, RelayBeat

log = logging.getLogger(__name__)

#: How long events stay in the outbox after every consumer has passed them.
KEPT = timedelta(days=7)
#: How often the relay says in the database that it goes on.
BEAT_EVERY_S = 10.0

_NEXT = """
    SELECT id, xid::text AS xid, name, payload, at FROM ts_events_outboxevent
    WHERE (xid, id) > (%s::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, id LIMIT %s
"""
#: Consumers that have something to read, or no place in the outbox yet: one question for all, asked at every round.
_BEHIND = """
    SELECT c.name FROM unnest(%s::text[]) WITH ORDINALITY AS c (name, place)
    LEFT JOIN ts_events_consumerposition p ON p.consumer = c.name
    WHERE p.consumer IS NULL OR EXISTS (
        SELECT FROM ts_events_outboxevent e
        WHERE (e.xid, e.id) > (p.xid, p.event_id) AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
    )
    ORDER BY c.place
"""
_PRUNE = """
    DELETE FROM ts_events_outboxevent e WHERE e.at < %s
    AND (e.xid, e.id) <= (SELECT xid, event_id FROM ts_events_consumerposition ORDER BY xid, event_id LIMIT 1)
"""

#: Positions and events whose transaction numbers lie in the future: they come from another server's dump.
_FOREIGN = """
    SELECT EXISTS (SELECT FROM ts_events_consumerposition WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()))
        OR EXISTS (SELECT FROM ts_events_outboxevent WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()))
"""
_PARK_UNREAD = """
    INSERT INTO ts_events_parkedevent (consumer, event_id, name, payload, error, attempts, next_try_at)
    SELECT p.consumer, e.id, e.name, e.payload, 'restored', 0, %s
    FROM ts_events_consumerposition p JOIN ts_events_outboxevent e ON (e.xid, e.id) > (p.xid, p.event_id)
    ON CONFLICT DO NOTHING
"""


def _react(reactions: Sequence[Reaction], events: Sequence[OutboxEvent], at: datetime) -> None:
    for name, group in groupby(events, key=attrgetter("name")):
        batch = [from_payload(name, item.payload) for item in group]
        for reaction in reactions:
            if reaction.event_name == name:
                reaction.handle(batch, at)


def _park(consumer: str, item: OutboxEvent, error: Exception, at: datetime) -> None:
    log.error("consumer %s could not handle event %s (%s)", consumer, item.id, item.name, exc_info=error)
    ParkedEvent.objects.create(
        consumer=consumer,
        event_id=item.id,
        name=item.name,
        payload=item.payload,
        error=repr(error),
        next_try_at=at + timedelta(seconds=10),
    )


def deliver(consumer: str, *, at: datetime, limit: int = 1000) -> int:
    """Hand the next events to ``consumer`` and move its position, in one transaction; returns how many were read.

    An event whose reaction fails is parked and the rest goes on. Zero also when another process holds the consumer.
    """
    reactions = consumers[consumer]
    ConsumerPosition.objects.get_or_create(consumer=consumer)
    with transaction.atomic():
        position = ConsumerPosition.objects.select_for_update(skip_locked=True).filter(consumer=consumer).first()
        if position is None:
            return 0
        batch = list(OutboxEvent.objects.raw(_NEXT, [position.xid, position.event_id, limit]))
        if not batch:
            return 0
        wanted = {reaction.event_name for reaction in reactions}
        events = [item for item in batch if item.name in wanted]
        try:
            with transaction.atomic():
                _react(reactions, events, at)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # noqa: BLE001 -- one bad event must not stop the others: find it by going one at a time
            for item in events:
                try:
                    with transaction.atomic():
                        _react(reactions, [item], at)
                except Exception as error:  # noqa: BLE001 -- parked with its error, and tried again later
                    _park(consumer, item, error, at)
        last = batch[-1]
        ConsumerPosition.objects.filter(pk=position.pk).update(xid=last.xid, event_id=last.id, moved_at=at)
        return len(batch)


def behind() -> list[str]:
    """The consumers that ``deliver`` has something for, in the order in which they were declared. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [list(consumers)])
        return [name for (name,) in cursor.fetchall()]


def retry_parked(*, at: datetime) -> int:
    """Try parked events whose time has come once more, with growing pauses; returns how many were handled."""
    handled = 0
    for parked in ParkedEvent.objects.filter(next_try_at__lte=at, attempts__lt=20, consumer__in=consumers):
        try:
            with transaction.atomic():
                item = OutboxEvent(id=parked.event_id, name=parked.name, payload=parked.payload, at=at)
                _react(consumers[parked.consumer], [item], at)
                parked.delete()
                handled += 1
        except Exception as error:  # noqa: BLE001 -- stays parked with the newest error
            wait = timedelta(seconds=10 * 2 ** min(parked.attempts, 9))
            ParkedEvent.objects.filter(pk=parked.pk).update(
                attempts=parked.attempts + 1, error=repr(error), next_try_at=at + wait
            )
    return handled


def adopt_restored(*, at: datetime) -> bool:
    """Make an outbox that was restored from another server's dump readable here; returns whether it was one.

    Transaction numbers mean nothing on another server. What a consumer had not read yet is parked for it, to be handled
    at once, and the outbox begins anew.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE ts_events_consumerposition, ts_events_outboxevent IN EXCLUSIVE MODE")
        cursor.execute(_FOREIGN)
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(_PARK_UNREAD, [at])
        cursor.execute("DELETE FROM ts_events_outboxevent")
        cursor.execute("UPDATE ts_events_consumerposition SET xid = '0', event_id = 0")
    log.warning("the outbox came from another server: unread events are parked and handled now")
    return True


def _take(name: str, step: Callable[[datetime], int], at: datetime) -> int:
    """How much a step did. One that fails is told of, and stands in no other's way; a lost database stops all."""
    try:
        return step(at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("the step %s of the relay failed", name)
        return 0


def prune(*, before: datetime) -> int:
    """Delete events older than ``before`` that every consumer has passed; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PRUNE, [before])
        deleted: int = cursor.rowcount
        return deleted


def silence() -> timedelta | None:
    """How long ago any relay of this installation was last heard of; None where there never was one. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now() - at FROM ts_events_relaybeat")
        found = cursor.fetchone()
    return found[0] if found else None


class Relay:
    """Runs every consumer and every registered step over and over until stopped: a part of the worker process.

    With nothing to do it asks one question every ``pause_s`` seconds, and runs the further steps every ``steps_s``.
    """

    def __init__(self, *, pause_s: float = 0.2, steps_s: float = 1.0) -> None:
        self._pause_s = pause_s
        self._steps_s = steps_s
        self._stop = threading.Event()
        self._prune_at = clock.now()
        self._moved_at = time.monotonic()
        self._beat_at = 0.0

    def stop(self) -> None:
        """Let ``run`` return after the step in hand."""
        self._stop.set()

    @property
    def silent_s(self) -> float:
        """For how long, in seconds, the relay has been at one and the same thing."""
        return time.monotonic() - self._moved_at

    def run_once(self) -> int:
        """One round over every consumer, parked event and further step; returns how much was done."""
        at = clock.now()
        self._beat(at)
        if at >= self._prune_at:
            prune(before=at - KEPT)
            self._prune_at = at + timedelta(hours=1)
        done = sum(self._told(deliver(consumer, at=at)) for consumer in behind())
        done += self._told(retry_parked(at=at))
        return done + sum(self._told(_take(name, step, at)) for name, step in steps.items())

    def _told(self, done: int) -> int:
        self._moved_at = time.monotonic()
        return done

    def _beat(self, at: datetime) -> None:
        """Say that the relay goes on, now and then."""
        self._moved_at = time.monotonic()
        if self._moved_at >= self._beat_at:
            RelayBeat.objects.update_or_create(id=1, defaults={"at": at})
            self._beat_at = self._moved_at + BEAT_EVERY_S

    def run(self) -> None:
        """Rounds until ``stop``; a lost database connection is waited for."""
        adopted = False
        while not self._stop.is_set():
            try:
                adopted = adopted or not adopt_restored(at=clock.now())
                if not self.run_once():
                    self._rest()
            except DatabaseError:
                log.warning("the relay waits for the database", exc_info=True)
                close_old_connections()
                self._pause()
            except Exception:
                log.exception("a step of the relay failed")
                self._pause()

    def _pause(self) -> None:
        self._moved_at = time.monotonic()
        self._stop.wait(self._pause_s)

    def _rest(self) -> None:
        """Wait until a consumer has something to read, or until the further steps are due again."""
        until = time.monotonic() + self._steps_s
        while not self._stop.wait(self._pause_s) and time.monotonic() < until and not behind():
            pass
