"""The table of the scorecards room: when what happened to a dossier."""

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q


class DossierCourse(models.Model):
    """The course of one dossier as index 766 judges it, written anew whenever the dossier moves.

    ``entered_at``: received, or finished without being received (refused); null while the office owes nothing.
    ``finished_at``: done, else returned, else stopped or refused, else withdrawn after receipt. ``asked`` are the
    moments at which papers were asked for, ``waits`` the times of waiting for them, ``held`` those in which the clock
    stood still for any reason, both open at the start and closed at the end. ``due_at`` is the promise as pauses moved
    it, else what the procedure's deadline gives.
    """

    case_id = models.UUIDField(primary_key=True, editable=False)
    unit_id = models.UUIDField()
    entered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    asked = ArrayField(models.DateTimeField(), default=list)
    waits = ArrayField(DateTimeRangeField(), default=list)
    held = ArrayField(DateTimeRangeField(), default=list)
    paid_at = models.DateTimeField(null=True)
    paid_online = models.BooleanField()
    papers_due = models.BooleanField()
    has_files = models.BooleanField()
    reuses_papers = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_at__isnull=False) | Q(finished_at__isnull=True), name="ts_course_entered"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(entered_at=F("received_at")), name="ts_course_received"
            ),
        ]
        indexes = [models.Index(fields=["unit_id", "finished_at"], name="ts_course_unit")]
