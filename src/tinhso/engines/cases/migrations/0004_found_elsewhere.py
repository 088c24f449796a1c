import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Dossiers taken in at another unit's counter than that of the unit which decides are found by that counter; and
    by the codes that other systems gave them.
    """

    dependencies = [("ts_cases", "0003_event_official")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("receiving_unit", models.F("unit")), _negated=True),
                fields=["receiving_unit", "-filed_at", "-id"],
                name="ts_case_received",
            ),
        ),
        migrations.CreateModel(
            name="CaseAlias",
            fields=[
                ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("issuer", models.CharField(max_length=60)),
                ("added_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ts_cases.case"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="casealias",
            constraint=models.UniqueConstraint(fields=("case", "issuer"), name="ts_case_alias_of_issuer"),
        ),
    ]
