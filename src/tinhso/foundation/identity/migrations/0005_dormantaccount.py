import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ts_identity", "0004_tokens_know_their_level")]

    operations = [
        migrations.CreateModel(
            name="DormantAccount",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="dormant",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("told_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["-told_at", "-account_id"], name="dormant_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_at__isnull", True), ("closed_at__gt", models.F("told_at")), _connector="OR"),
                        name="dormant_told_before_closed",
                    )
                ],
            },
        )
    ]
