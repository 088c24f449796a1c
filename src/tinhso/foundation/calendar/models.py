"""Decisions of officials that change the working calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.core.ids import new_id


class OverrideKind(models.TextChoices):
    """What a decision does to a day."""

    CLOSED = "closed", _("Nghỉ")
    WORKED = "worked", _("Làm việc")


class CalendarOverride(models.Model):
    """One day closed or opened for one unit (``unit_id`` None: for every unit), with its legal basis.

    Never edited: a decision is taken back by ``revoked_at``, and the row stays.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    unit_id = models.UUIDField(null=True)
    unit_name = models.CharField(max_length=300, blank=True)
    date = models.DateField()
    kind = models.CharField(max_length=10, choices=OverrideKind)
    instead_of = models.DateField(null=True)
    name = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=500)
    decided_by = models.CharField(max_length=200)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    personal_data = {
        "unit_name": "none",
        "kind": "none",
        "name": "none",
        "legal_basis": "none",
        "decided_by": "basic",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "date"],
                condition=models.Q(revoked_at=None),
                nulls_distinct=False,
                name="ts_calendar_one_decision_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="closed") | models.Q(instead_of__isnull=False),
                name="ts_calendar_worked_instead_of",
            ),
        ]
