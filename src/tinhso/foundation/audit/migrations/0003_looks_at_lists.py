import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

ONE_WAY = models.CheckConstraint(
    condition=models.Q(("subject_ids__isnull", True), models.Q(("outcome", "read"), ("subject_id", "")), _connector="OR"),
    name="ts_audit_one_way_to_name",
)


class Migration(migrations.Migration):
    """One entry names all that a list has shown. The log is long: the index and the check are made while people work."""

    atomic = False

    dependencies = [("ts_audit", "0002_append_only")]

    operations = [
        migrations.AddField(
            "auditentry",
            "subject_ids",
            django.contrib.postgres.fields.ArrayField(models.CharField(max_length=200), null=True),
        ),
        AddConstraintNotValid("auditentry", ONE_WAY),
        ValidateConstraint("auditentry", ONE_WAY.name),
        AddIndexConcurrently(
            "auditentry", django.contrib.postgres.indexes.GinIndex(fields=["subject_ids"], name="ts_audit_subjects")
        ),
    ]
