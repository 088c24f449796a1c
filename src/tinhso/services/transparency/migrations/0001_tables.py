import django.db.models.deletion
import tinhso.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_transparency', '0001_initial')]

    initial = True

    dependencies = [
        ('ts_cases', '0001_tables'),
        ('ts_files', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='LateTime',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('unit_id', models.UUIDField()),
                ('procedure', models.CharField(max_length=120)),
                ('charged_to', models.CharField(max_length=15)),
                ('minutes', models.PositiveIntegerField()),
                ('ended_date', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'unit_id', 'charged_to'), name='ts_late_time_once')],
            },
        ),
        migrations.CreateModel(
            name='OpenFile',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('format', models.CharField(choices=[('csv', 'CSV'), ('json', 'JSON')], max_length=4)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('digest', models.CharField(max_length=64)),
                ('rows', models.PositiveIntegerField()),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'format'), name='ts_open_file_once')],
            },
        ),
    ]
