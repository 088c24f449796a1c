from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Of which papers people were told that they end. The index is made while people work."""

    atomic = False

    dependencies = [("ts_vault", "0002_use_by_case")]

    operations = [
        migrations.AddField(model_name="item", name="expiry_told_at", field=models.DateTimeField(null=True)),
        AddIndexConcurrently(
            model_name="item",
            index=models.Index(
                condition=models.Q(("expiry_told_at__isnull", True), ("valid_to__isnull", False)),
                fields=["valid_to"],
                name="ts_vault_expiring",
            ),
        ),
    ]
