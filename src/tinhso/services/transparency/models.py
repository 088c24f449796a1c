"""Tables of the transparency room: late time by whom it is charged to, and the files of the open data."""

from django.db import models

from tinhso.core.ids import new_id


class LateTime(models.Model):
    """Working minutes after the promised date that one party at one unit had a dossier which has ended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("ts_cases.Case", on_delete=models.PROTECT, related_name="+")
    unit_id = models.UUIDField()
    procedure = models.CharField(max_length=120)
    charged_to = models.CharField(max_length=15)
    minutes = models.PositiveIntegerField()
    ended_date = models.DateField()

    personal_data = {"procedure": "none", "charged_to": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "unit_id", "charged_to"], name="ts_late_time_once"),
        ]


class OpenFile(models.Model):
    """The open data of a month in one format, as published last."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    month = models.DateField()
    format = models.CharField(max_length=4, choices=[("csv", "CSV"), ("json", "JSON")])
    file = models.ForeignKey("ts_files.StoredFile", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    published_at = models.DateTimeField()

    personal_data = {"format": "none", "digest": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "format"], name="ts_open_file_once")]
