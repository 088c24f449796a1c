"""Who listens to the changes of registers, and what is on its way to them."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from psycopg import sql

from tinhso.core.access import Actor
from tinhso.core.db import Page, cursor_values, encode_cursor, keyset
from tinhso.engines.registers.models import Delivery, Listener, RegisterImport
from tinhso.engines.registers.queries.reach import may
from tinhso.engines.registers.queries.records import record_of, rows_of, selected
from tinhso.engines.registers.rules.columns import past_table, table
from tinhso.engines.registers.schema import RegisterObject
from tinhso.engines.registers.types import SHARE, DeliveryState, ListenerNotFound, Record, Source
from tinhso.foundation.identity import api as identity


def listeners(*, actor: Actor, register: RegisterObject) -> list[Listener]:
    """The listeners of a register, newest first. Raises ``ListenerNotFound`` for who may not share it. One query."""
    if not may(actor, SHARE, register):
        raise ListenerNotFound
    return list(Listener.objects.filter(register=register.id).order_by("-made_at", "-id")[:100])


def access_listener(*, actor: Actor, register: RegisterObject, listener_id: UUID, lock: bool = False) -> Listener:
    """One listener. Raises ``ListenerNotFound``."""
    rows = Listener.objects.select_for_update(of=("self",)) if lock else Listener.objects.all()
    found = rows.filter(register=register.id, pk=listener_id).first() if may(actor, SHARE, register) else None
    if found is None:
        raise ListenerNotFound
    return found


def deliveries(listener: Listener, state: str = "", *, after: str | None = None, limit: int = 50) -> Page[Delivery]:
    """What went, or goes, to a listener, newest first; of one state where asked. One query."""
    rows = Delivery.objects.filter(listener=listener)
    return keyset(rows.filter(state=state) if state else rows, order=("-id",), after=after, limit=limit)


def due_deliveries(at: datetime, limit: int = 100) -> list[Delivery]:
    """What may be sent now: of each subject and listener the first that waits, so that none overtakes. One query."""
    return list(_due(at).select_related("listener").order_by("next_try_at", "id")[:limit])


def has_due_deliveries(at: datetime) -> bool:
    """Whether anything may be sent now. One query."""
    return _due(at).exists()


def _due(at: datetime) -> "QuerySet[Delivery]":
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    earlier = waiting.filter(subject_id=OuterRef("subject_id"), id__lt=OuterRef("id"))
    free = waiting.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=at), next_try_at__lte=at)
    to_one = Exists(earlier.filter(listener=OuterRef("listener")))
    to_broker = Exists(earlier.filter(listener__isnull=True))
    return free.filter(Q(listener__isnull=False) & ~to_one | Q(listener__isnull=True) & ~to_broker)


def secret_of_listener(listener: Listener) -> str:
    """The secret that signs what goes to a listener."""
    return identity.unseal(bytes(listener.sealed), identity.secret_keys())


def version_of(register: RegisterObject, record_id: UUID, version: int) -> Record | None:
    """A record as it was in one version: for who tells of it. Two queries."""
    for place in (table(register.id), past_table(register.id)):
        query = sql.SQL("SELECT {} FROM {} WHERE _id = {} AND _version = {}").format(
            selected(register), place, sql.Literal(record_id), sql.Literal(version)
        )
        for row in rows_of(query):
            return record_of(register, row)
    return None


def imported(register: RegisterObject, import_id: UUID, cursor: str, limit: int) -> Page[Record]:
    """The records as an import wrote them, those that nobody has changed since, in order of writing. Two queries."""
    of = RegisterImport.objects.filter(pk=import_id).first()
    if of is None or of.finished_at is None:
        return Page([])
    written = sql.SQL("_source = {} AND _by_id = {} AND _at BETWEEN {} AND {}").format(
        sql.Literal(str(Source.IMPORT)), sql.Literal(of.account_id), sql.Literal(of.started_at),
        sql.Literal(of.finished_at),
    )  # fmt: skip
    if cursor:
        at, id_ = cursor_values(cursor, 2)
        written = sql.SQL("{} AND (_at, _id) > ({}::timestamptz, {}::uuid)").format(
            written, sql.Literal(at), sql.Literal(id_)
        )
    query = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY _at, _id LIMIT {}").format(
        selected(register), table(register.id), written, sql.Literal(limit + 1)
    )
    found = [record_of(register, row) for row in rows_of(query)]
    more = encode_cursor([found[limit - 1].at, found[limit - 1].id]) if len(found) > limit else None
    return Page(found[:limit], more)


def has_broker() -> bool:
    """Whether a broker of messages is told of changes, too."""
    return bool(settings.MQTT_URL)
