"""Tables of the outbox."""

from typing import Any

from django.db import models
from django.db.models import Func


class TransactionIdField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs alone
    """PostgreSQL ``xid8``: the 64-bit number of the transaction that wrote the row. Compared in SQL only."""

    def db_type(self, connection: Any) -> str:
        """The column type."""
        return "xid8"


class CurrentTransactionId(Func):
    """``pg_current_xact_id()``: the number of the running transaction."""

    function = "pg_current_xact_id"
    output_field = TransactionIdField()


class OutboxEvent(models.Model):
    """An event as its action committed it. Append-only; pruned once every consumer has passed it."""

    id = models.BigAutoField(primary_key=True)
    xid = TransactionIdField(db_default=CurrentTransactionId())
    name = models.CharField(max_length=100)
    payload = models.JSONField()
    at = models.DateTimeField()

    personal_data = {"name": "none", "payload": "none"}

    class Meta:
        indexes = [models.Index(fields=["xid", "id"], name="ts_outbox_order")]


class ConsumerPosition(models.Model):
    """How far a consumer has read: the last transaction and event it has handled."""

    consumer = models.CharField(max_length=100, primary_key=True)
    xid = TransactionIdField(default="0")
    event_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    personal_data = {"consumer": "none"}


class RelayBeat(models.Model):
    """When the relay last had come through something: one row, written every few seconds while it goes on."""

    id = models.SmallIntegerField(primary_key=True)
    at = models.DateTimeField()


class ParkedEvent(models.Model):
    """An event that a consumer could not handle: kept, tried again later, shown to the operator."""

    consumer = models.CharField(max_length=100)
    event_id = models.BigIntegerField()
    name = models.CharField(max_length=100)
    payload = models.JSONField()
    error = models.TextField()
    attempts = models.PositiveIntegerField(default=1)
    next_try_at = models.DateTimeField()

    personal_data = {"consumer": "none", "name": "none", "payload": "none", "error": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "event_id"], name="ts_parked_once")]
