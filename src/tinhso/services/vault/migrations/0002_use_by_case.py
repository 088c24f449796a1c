from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Uses are found by dossier. The index is made while people work: its table only grows."""

    atomic = False

    dependencies = [("ts_vault", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="use",
            index=models.Index(fields=["case_id"], name="ts_vault_use_case"),
        ),
    ]
