from django.db import migrations, models


class Migration(migrations.Migration):
    """When the relay was last heard of."""

    dependencies = [("ts_events", "0001_tables")]

    operations = [
        migrations.CreateModel(
            "RelayBeat",
            [("id", models.SmallIntegerField(primary_key=True, serialize=False)), ("at", models.DateTimeField())],
        ),
    ]
