import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import tinhso.core.ids

_MOVE = """
    ALTER TABLE ts_procedures_rating ADD COLUMN id uuid, ADD COLUMN unit_id uuid, ADD COLUMN channel varchar(10),
        ADD COLUMN place_id uuid, ADD COLUMN reasons varchar(60)[];
    UPDATE ts_procedures_rating r SET id = r.case_id, unit_id = c.unit_id, channel = 'account', reasons = '{}'
        FROM ts_cases_case c WHERE c.id = r.case_id;
    ALTER TABLE ts_procedures_rating DROP CONSTRAINT ts_procedures_rating_pkey, ADD PRIMARY KEY (id),
        ALTER COLUMN case_id DROP NOT NULL, ADD CONSTRAINT ts_procedures_rating_case_id_key UNIQUE (case_id),
        ALTER COLUMN unit_id SET NOT NULL, ALTER COLUMN channel SET NOT NULL, ALTER COLUMN reasons SET NOT NULL;
"""


class Migration(migrations.Migration):
    """A rating has an identity of its own, so that one given at a counter, about no dossier, is kept beside the others."""

    dependencies = [("ts_procedures", "0008_facts_of_progress")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_MOVE)],
            state_operations=[
                migrations.AlterField(
                    "rating",
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ts_cases.case",
                    ),
                ),
                migrations.AddField(
                    "rating",
                    "id",
                    models.UUIDField(
                        default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                migrations.AddField("rating", "unit_id", models.UUIDField()),
                migrations.AddField(
                    "rating",
                    "channel",
                    models.CharField(
                        choices=[
                            ("account", "Tài khoản"),
                            ("link", "Mã QR trên giấy"),
                            ("tablet", "Máy tại quầy"),
                        ],
                        max_length=10,
                    ),
                ),
                migrations.AddField("rating", "place_id", models.UUIDField(null=True)),
                migrations.AddField(
                    "rating",
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "rating",
            models.CheckConstraint(
                condition=models.Q(("case__isnull", False), ("place_id__isnull", False), _connector="OR"),
                name="ts_rating_of_something",
            ),
        ),
        migrations.AddIndex(
            "rating", models.Index(fields=["unit_id", "-rated_at", "-id"], name="ts_rating_unit")
        ),
        migrations.AddIndex("rating", models.Index(fields=["rated_at"], name="ts_rating_moment")),
    ]
