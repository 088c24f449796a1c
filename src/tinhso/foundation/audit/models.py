"""Tables of the evidence log. All but the place of its receiver are append-only: a trigger refuses every UPDATE and
DELETE (migration 0002).
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models

from tinhso.core.events.api import CurrentTransactionId, TransactionIdField
from tinhso.foundation.audit.types import Outcome


class AuditEntry(models.Model):
    """One attempt at an action, or one reading of personal data, as ``leaf_hash`` commits to it.

    A reading of several subjects of one kind, such as a list, is one entry: ``subject_ids`` names them, and
    ``subject_id`` is empty.

    ``xid`` is the transaction that wrote the row: entries are sealed in the order of (xid, id) once every older
    transaction has ended, so that none that commits late is skipped.
    """

    id = models.UUIDField(primary_key=True)
    xid = TransactionIdField(db_default=CurrentTransactionId())
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    account_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    post_id = models.UUIDField(null=True)
    post_title = models.CharField(max_length=300)
    unit_id = models.UUIDField(null=True)
    unit_name = models.CharField(max_length=300)
    acting_for = models.CharField(max_length=200)
    action = models.CharField(max_length=100)
    outcome = models.CharField(max_length=10)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=200)
    subject_ids = ArrayField(models.CharField(max_length=200), null=True)
    detail = models.JSONField()
    request_id = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    leaf_hash = models.BinaryField(max_length=32)

    personal_data = {
        "actor_kind": "none",
        "actor_name": "basic",
        "post_title": "none",
        "unit_name": "none",
        "acting_for": "basic",
        "action": "none",
        "outcome": "none",
        "subject_kind": "none",
        "subject_id": "none",
        "subject_ids": "none",
        "detail": "none",
        "request_id": "none",
        "address": "basic",
    }

    class Meta:
        indexes = [
            models.Index(fields=["xid", "id"], name="ts_audit_order"),
            models.Index(fields=["subject_id", "subject_kind"], name="ts_audit_subject"),
            GinIndex(fields=["subject_ids"], name="ts_audit_subjects"),
            models.Index(fields=["account_id", "id"], name="ts_audit_account"),
            BrinIndex(fields=["at"], name="ts_audit_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(subject_ids__isnull=True) | models.Q(subject_id="", outcome=Outcome.READ),
                name="ts_audit_one_way_to_name",
            )
        ]

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of all that the entry names."""
        return tuple(self.subject_ids) if self.subject_ids is not None else (self.subject_id,)


class Leaf(models.Model):
    """An entry's place in the tree. ``entry_id`` is no foreign key: a leaf must outlive a row that somebody deletes."""

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    xid = TransactionIdField()
    hash = models.BinaryField(max_length=32)

    personal_data: dict[str, str] = {}


class Node(models.Model):
    """The root of a complete tile of the level below: hash number ``index`` of ``level`` (1 and higher)."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    personal_data: dict[str, str] = {}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="ts_audit_one_node")]


class TreeHead(models.Model):
    """The tree as it was when it had ``size`` leaves: its root, signed as a checkpoint (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    checkpoint = models.TextField()
    at = models.DateTimeField()

    personal_data = {"checkpoint": "none"}


class Shipment(models.Model):
    """How far another system has read the log: the number of leaves that are there. One row. ``next_at``: when it is
    tried again; ``away_since``, ``why``: since when and why it does not answer.
    """

    id = models.SmallIntegerField(primary_key=True)
    sent = models.BigIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    away_since = models.DateTimeField(null=True)
    why = models.CharField(max_length=100, blank=True)

    personal_data = {"why": "none"}
