from django.db import migrations, models


class Migration(migrations.Migration):
    """Dossiers are found by the number of their applicant, of which a keyed digest is kept."""

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
    ]
