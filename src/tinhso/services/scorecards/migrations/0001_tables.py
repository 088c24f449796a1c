import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_scorecards', '0001_initial')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DossierCourse',
            fields=[
                ('case_id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('unit_id', models.UUIDField()),
                ('entered_at', models.DateTimeField(null=True)),
                ('received_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('asked', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), default=list, size=None)),
                ('waits', django.contrib.postgres.fields.ArrayField(base_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(), default=list, size=None)),
                ('held', django.contrib.postgres.fields.ArrayField(base_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(), default=list, size=None)),
                ('paid_at', models.DateTimeField(null=True)),
                ('paid_online', models.BooleanField()),
                ('papers_due', models.BooleanField()),
                ('has_files', models.BooleanField()),
                ('reuses_papers', models.BooleanField()),
            ],
            options={
                'indexes': [models.Index(fields=['unit_id', 'finished_at'], name='ts_course_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('entered_at__isnull', False), ('finished_at__isnull', True), _connector='OR'), name='ts_course_entered'), models.CheckConstraint(condition=models.Q(('received_at__isnull', True), ('entered_at', models.F('received_at')), _connector='OR'), name='ts_course_received')],
            },
        ),
    ]
