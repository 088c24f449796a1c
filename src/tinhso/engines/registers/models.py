"""Tables of the room itself; the tables of registers are made from their declarations (``rules/columns.py``)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tinhso.core.ids import new_id
from tinhso.engines.registers.types import RequestState, Verb


class ChangeRequest(models.Model):
    """Đề nghị thay đổi: what somebody asks to be written, and who decided. ``values`` are JSON as a form has them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=40)
    record_id = models.UUIDField(null=True)
    base_version = models.PositiveIntegerField(null=True)
    unit = models.ForeignKey("ts_organisation.Unit", on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb)
    title = models.CharField(max_length=500)
    values = models.JSONField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.ASKED)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=250)
    asked_at = models.DateTimeField()
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_by = models.CharField(max_length=250, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    personal_data = {
        "register": "none", "verb": "none", "title": "basic", "values": "sensitive", "reason": "basic",
        "state": "none", "asked_by": "basic", "decided_by": "basic", "answer": "basic",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "record_id"], condition=Q(state="asked"), name="ts_register_change_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | ~Q(decider=F("account")),
                name="ts_register_change_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "withdrawn"]) | Q(decider__isnull=False, decided_at__isnull=False),
                name="ts_register_change_decided",
            ),
        ]
        indexes = [models.Index(fields=["register", "state", "asked_at", "id"], name="ts_register_change_list")]
