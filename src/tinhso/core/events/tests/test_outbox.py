"""The outbox: in commit order, nothing lost, nothing twice, one bad event in nobody's way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, transaction

from tinhso.core.events import declare, relay
from tinhso.core.events.api import deliver, event, outbox_rows, reaction
from tinhso.core.events.models import ConsumerPosition, OutboxEvent, ParkedEvent
from tinhso.core.events.relay import adopt_restored, behind, prune, retry_parked
from tinhso.core.testing import moment

AT = moment("2026-08-27 09:10")
CONSUMER = "tests.outbox"


@event("tests.counted")
@dataclass(frozen=True)
class Counted:
    """A thing was counted."""

    number: int


@pytest.fixture
def handled(transactional_db: None) -> Iterator[None]:
    """The numbers a consumer has handled, its effects being rows of its own table; 13 cannot be handled."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS tests_handled (number int)")
        cursor.execute("TRUNCATE tests_handled")

    @reaction(Counted, consumer=CONSUMER)
    def handle(events: Sequence[Counted], _at: datetime) -> None:
        with connection.cursor() as cursor:
            for item in events:
                if item.number == UNLUCKY[0]:
                    raise ValueError(item.number)
                cursor.execute("INSERT INTO tests_handled VALUES (%s)", [item.number])

    yield
    del declare.consumers[CONSUMER]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE tests_handled")


UNLUCKY = [13]
_UNREAD = """
    SELECT EXISTS (SELECT FROM ts_events_outboxevent e JOIN ts_events_consumerposition p ON p.consumer = %s
        WHERE (e.xid, e.id) > (p.xid, p.event_id))
"""


def numbers() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM tests_handled ORDER BY ctid")
        return [row[0] for row in cursor.fetchall()]


def tell(*values: int) -> None:
    with transaction.atomic():
        for row in outbox_rows([Counted(value) for value in values], AT):
            row.save()


def deliver_all() -> None:
    """Deliver until nothing of the outbox is unread; other writers of the server may hold an event back for a moment."""
    for _ in range(200):
        while deliver(CONSUMER, at=AT, limit=2):
            pass
        with connection.cursor() as cursor:
            cursor.execute(_UNREAD, [CONSUMER])
            if not cursor.fetchone()[0]:
                return
        sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_events_come_once_and_in_order(handled: None) -> None:
    assert CONSUMER in behind(), "it has no place in the outbox yet"
    tell(1, 2)
    deliver_all()
    tell(3)
    deliver_all()
    deliver_all()
    assert numbers() == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_told(handled: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(1)
        raise RuntimeError
    deliver_all()
    assert numbers() == []


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_commits_late_is_not_skipped(handled: None) -> None:
    wrote, go_on = Event(), Event()

    def slowly() -> None:
        with transaction.atomic():
            tell(1)
            wrote.set()
            go_on.wait(20)
        connection.close()

    slow = Thread(target=slowly)
    slow.start()
    wrote.wait(20)
    tell(2)
    deliver(CONSUMER, at=AT)
    early, waits = numbers(), CONSUMER not in behind()
    go_on.set()
    slow.join()
    late = CONSUMER in behind()
    deliver_all()
    assert early == []
    assert waits, "nothing can be read below the transaction that still runs"
    assert late
    assert CONSUMER not in behind()
    assert numbers() == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_one_bad_event_is_parked_and_tried_again(handled: None) -> None:
    tell(1, 13, 2)
    deliver_all()
    assert numbers() == [1, 2]
    assert ParkedEvent.objects.get().payload == {"number": 13}
    UNLUCKY[0] = 0
    try:
        assert retry_parked(at=AT) == 0
        assert retry_parked(at=AT + timedelta(seconds=11)) == 1
    finally:
        UNLUCKY[0] = 13
    assert numbers() == [1, 2, 13]
    assert not ParkedEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_only_what_every_consumer_has_passed_is_pruned(handled: None) -> None:
    tell(1)
    deliver_all()
    tell(2)
    assert prune(before=AT + timedelta(days=1)) == 1
    assert prune(before=AT + timedelta(days=1)) == 0
    deliver_all()
    assert numbers() == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_an_outbox_restored_on_another_server_goes_on(handled: None) -> None:
    tell(1)
    deliver_all()
    tell(2)
    assert adopt_restored(at=AT) is False
    with connection.cursor() as cursor:
        # As after a dump of a server that had run longer: every number lies ahead of this server's.
        cursor.execute("UPDATE ts_events_outboxevent SET xid = (xid::text::numeric + 10^12)::text::xid8")
        cursor.execute("UPDATE ts_events_consumerposition SET xid = (xid::text::numeric + 10^12)::text::xid8")
    assert adopt_restored(at=AT) is True
    tell(3)
    deliver_all()
    retry_parked(at=AT)
    assert sorted(numbers()) == [1, 2, 3]
    assert OutboxEvent.objects.count() == 1
    assert ConsumerPosition.objects.get(consumer=CONSUMER).event_id > 0


@pytest.mark.django_db(transaction=True)
def test_a_step_that_fails_stands_in_no_other_ones_way(handled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_at: datetime) -> int:
        raise ValueError

    monkeypatch.setattr(relay, "steps", {"first": fails, "second": lambda _at: 7})
    assert relay.Relay().run_once() == 7
