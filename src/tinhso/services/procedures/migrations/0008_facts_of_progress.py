from django.db import migrations, models

_FILL = """
    UPDATE ts_procedures_dossierfact f SET
        supplemented = c.notes ? 'supplement_request',
        promised_date = (c.promised_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
        ended_date = (coalesce(c.finished_at, c.closed_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    FROM ts_cases_case c WHERE c.id = f.case_id
"""


class Migration(migrations.Migration):
    """What is in progress, and what had to be supplemented, counted from the facts."""

    dependencies = [("ts_procedures", "0007_mandates")]

    operations = [
        migrations.AddField("dossierfact", "supplemented", models.BooleanField(default=False)),
        migrations.AddField("dossierfact", "promised_date", models.DateField(null=True)),
        migrations.AddField("dossierfact", "ended_date", models.DateField(null=True)),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            "dossierfact",
            models.Index(
                condition=models.Q(("ended_date__isnull", True), ("received_date__isnull", False)),
                fields=["unit_id", "promised_date"],
                name="ts_dossier_in_progress",
            ),
        ),
    ]
