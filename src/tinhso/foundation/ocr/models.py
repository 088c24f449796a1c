"""The table of readings: what is printed on a scan, read once for the same bytes."""

from django.db import models

from tinhso.foundation.ocr.types import ReadingState


class Reading(models.Model):
    """The text of one scan. The same bytes are read once, whoever gave them."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ReadingState, default=ReadingState.WAITING)
    pages = models.JSONField(default=list, help_text="of each page its angle and its lines [x, y, width, height, text]")
    problem = models.CharField(max_length=400, blank=True)
    urgent = models.BooleanField(default=False, help_text="a person waits for it at a screen")
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    personal_data = {"sha256": "none", "state": "none", "pages": "sensitive", "problem": "none", "urgent": "none"}

    class Meta:
        indexes = [
            models.Index(
                fields=["moved_at"], condition=models.Q(state__in=["waiting", "queued"]), name="ts_reading_waits"
            )
        ]
