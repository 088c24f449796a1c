"""Tables of the national portal: dossiers that both sides know, the messages about them, how far the line has come."""

from django.db import models
from django.db.models import F, Q

from tinhso.core.ids import new_id
from tinhso.services.national_portal.types import Direction, MessageState, Operation, Origin, Trouble


class Link(models.Model):
    """The one line to the portal: how far its news was read, and whether somebody has stopped the sending."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    cursor = models.BigIntegerField(default=0)
    pulled_at = models.DateTimeField(null=True)
    reconciled_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=250, blank=True)
    stop_reason = models.CharField(max_length=500, blank=True)

    personal_data = {"stopped_by": "basic", "stop_reason": "none"}

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="ts_national_one_link")]


class NationalDossier(models.Model):
    """A dossier as both sides know it: ours, their code for it, their status as last heard, what is wrong with it.

    One that came from the portal and could not be taken has no case yet.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField("ts_cases.Case", on_delete=models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001 -- many may have none, no two the same
    origin = models.CharField(max_length=10, choices=Origin)
    procedure = models.CharField(max_length=120)
    told_status = models.CharField(max_length=2, blank=True)
    version = models.BigIntegerField(default=0, help_text="of the portal's news about it that was taken last")
    trouble = models.CharField(max_length=10, choices=Trouble, blank=True)
    trouble_code = models.CharField(max_length=60, blank=True)
    trouble_text = models.CharField(max_length=500, blank=True)
    trouble_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=250, blank=True)
    settled_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    personal_data = {
        "code": "none", "origin": "none", "procedure": "none", "told_status": "none", "trouble": "none",
        "trouble_code": "none", "trouble_text": "none", "settled_by": "basic", "settled_reason": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(case__isnull=False) | Q(code__isnull=False), name="ts_national_known"),
            models.CheckConstraint(condition=Q(origin="own") | Q(code__isnull=False), name="ts_national_came_coded"),
            models.CheckConstraint(
                condition=Q(trouble="", trouble_at__isnull=True) | (~Q(trouble="") & Q(trouble_at__isnull=False)),
                name="ts_national_trouble_since",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="ts_national_newest"),
            models.Index(fields=["trouble", "-created_at"], name="ts_national_trouble", condition=~Q(trouble="")),
        ]


class Message(models.Model):
    """One message about a dossier. Its id is the request id: sent again, it is the same request.

    Those that go out are numbered in the order in which they must arrive; those that come in by the portal's version.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(NationalDossier, on_delete=models.PROTECT, related_name="messages", db_index=False)
    direction = models.CharField(max_length=3, choices=Direction)
    number = models.BigIntegerField()
    operation = models.CharField(max_length=20, choices=Operation)
    body = models.JSONField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True)
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    personal_data = {
        "direction": "none", "operation": "none", "body": "sensitive", "state": "none", "error": "none",
        "answer": "sensitive",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "direction", "number"], name="ts_national_message_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", done_at__isnull=True) | (~Q(state="waiting") & Q(done_at__isnull=False)),
                name="ts_national_message_done",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=F("created_at")), name="ts_national_message_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="ts_national_due", condition=Q(state="waiting")),
            models.Index(fields=["dossier", "number"], name="ts_national_head", condition=Q(state="waiting")),
            models.Index(fields=["done_at"], name="ts_national_by_day", condition=Q(done_at__isnull=False)),
        ]
