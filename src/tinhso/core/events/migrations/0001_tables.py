import tinhso.core.events.models
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_events', '0001_initial')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ConsumerPosition',
            fields=[
                ('consumer', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('xid', tinhso.core.events.models.TransactionIdField(default='0')),
                ('event_id', models.BigIntegerField(default=0)),
                ('moved_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='OutboxEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('xid', tinhso.core.events.models.TransactionIdField(db_default=tinhso.core.events.models.CurrentTransactionId())),
                ('name', models.CharField(max_length=100)),
                ('payload', models.JSONField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['xid', 'id'], name='ts_outbox_order')],
            },
        ),
        migrations.CreateModel(
            name='ParkedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consumer', models.CharField(max_length=100)),
                ('event_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=100)),
                ('payload', models.JSONField()),
                ('error', models.TextField()),
                ('attempts', models.PositiveIntegerField(default=1)),
                ('next_try_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('consumer', 'event_id'), name='ts_parked_once')],
            },
        ),
    ]
