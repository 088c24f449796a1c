"""Tables of the indicators engine: counts by indicator, unit, subject and month."""

from django.db import models


class IndicatorCell(models.Model):
    """How many records of a unit, subject and month count below and above the line of an indicator."""

    id = models.BigAutoField(primary_key=True)
    indicator = models.CharField(max_length=120)
    unit_id = models.UUIDField()
    subject = models.CharField(max_length=120)
    month = models.DateField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    changed_at = models.DateTimeField()

    personal_data = {"indicator": "none", "subject": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "month", "unit_id", "subject"], name="ts_indicator_cell_once")
        ]
