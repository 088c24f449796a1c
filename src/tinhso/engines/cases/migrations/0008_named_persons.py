import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who is told of in a dossier is found by the keyed digest of their number, as its applicant is."""

    dependencies = [("ts_cases", "0007_erasing")]

    operations = [
        migrations.CreateModel(
            name="NamedPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BinaryField(max_length=32)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ts_cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["key", "case"], name="ts_case_named")],
                "constraints": [models.UniqueConstraint(fields=("case", "key"), name="ts_case_named_once")],
            },
        ),
    ]
