from django.db import migrations, models


class Migration(migrations.Migration):
    """Dossiers taken in at another unit's counter than that of the unit which decides are found by that counter."""

    dependencies = [("ts_cases", "0002_append_only")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("receiving_unit", models.F("unit")), _negated=True),
                fields=["receiving_unit", "-filed_at", "-id"],
                name="ts_case_received",
            ),
        ),
    ]
