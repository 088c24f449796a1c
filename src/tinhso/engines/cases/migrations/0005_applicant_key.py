from django.db import migrations, models
from django.db.models.functions import Collate


class Migration(migrations.Migration):
    """Dossiers are found by the number of their applicant, of which a keyed digest is kept, and by the beginning of their
    code in the order of codes, which is that of time within a unit.
    """

    dependencies = [("ts_cases", "0004_found_elsewhere")]

    operations = [
        migrations.AddField(
            model_name="case", name="applicant_key", field=models.BinaryField(max_length=32, null=True)
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("applicant_key__isnull", False)), fields=["applicant_key"], name="ts_case_person"
            ),
        ),
        migrations.RemoveIndex(model_name="case", name="ts_case_code_prefix"),
        migrations.AddIndex(
            model_name="case", index=models.Index(Collate(models.F("code"), "C"), name="ts_case_code_order")
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(models.F("unit"), Collate(models.F("code"), "C"), name="ts_case_unit_code"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("receiving_unit"),
                Collate(models.F("code"), "C"),
                condition=models.Q(("receiving_unit", models.F("unit")), _negated=True),
                name="ts_case_received_code",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                Collate(models.F("code"), "C"),
                condition=models.Q(("receiving_unit", models.F("unit")), _negated=True),
                name="ts_case_taken_in_code",
            ),
        ),
    ]
