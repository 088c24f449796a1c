import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import tinhso.core.events.models
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_audit', '0001_initial'), ('ts_audit', '0003_looks_at_lists')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('xid', tinhso.core.events.models.TransactionIdField(db_default=tinhso.core.events.models.CurrentTransactionId())),
                ('at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=20)),
                ('account_id', models.UUIDField(null=True)),
                ('actor_name', models.CharField(max_length=200)),
                ('post_id', models.UUIDField(null=True)),
                ('post_title', models.CharField(max_length=300)),
                ('unit_id', models.UUIDField(null=True)),
                ('unit_name', models.CharField(max_length=300)),
                ('acting_for', models.CharField(max_length=200)),
                ('action', models.CharField(max_length=100)),
                ('outcome', models.CharField(max_length=10)),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.CharField(max_length=200)),
                ('subject_ids', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), null=True, size=None)),
                ('detail', models.JSONField()),
                ('request_id', models.CharField(max_length=64)),
                ('address', models.CharField(max_length=64)),
                ('leaf_hash', models.BinaryField(max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['xid', 'id'], name='ts_audit_order'), models.Index(fields=['subject_id', 'subject_kind'], name='ts_audit_subject'), django.contrib.postgres.indexes.GinIndex(fields=['subject_ids'], name='ts_audit_subjects'), models.Index(fields=['account_id', 'id'], name='ts_audit_account'), django.contrib.postgres.indexes.BrinIndex(fields=['at'], name='ts_audit_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject_ids__isnull', True), models.Q(('outcome', 'read'), ('subject_id', '')), _connector='OR'), name='ts_audit_one_way_to_name')],
            },
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False)),
                ('entry_id', models.UUIDField(unique=True)),
                ('xid', tinhso.core.events.models.TransactionIdField()),
                ('hash', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.SmallIntegerField()),
                ('index', models.BigIntegerField()),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('level', 'index'), name='ts_audit_one_node')],
            },
        ),
        migrations.CreateModel(
            name='TreeHead',
            fields=[
                ('size', models.BigIntegerField(primary_key=True, serialize=False)),
                ('root', models.BinaryField(max_length=32)),
                ('checkpoint', models.TextField()),
                ('at', models.DateTimeField()),
            ],
        ),
    ]
