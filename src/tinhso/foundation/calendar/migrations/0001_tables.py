import tinhso.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_calendar', '0001_initial')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarOverride',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, primary_key=True, serialize=False)),
                ('unit_id', models.UUIDField(null=True)),
                ('unit_name', models.CharField(blank=True, max_length=300)),
                ('date', models.DateField()),
                ('kind', models.CharField(choices=[('closed', 'Nghỉ'), ('worked', 'Làm việc')], max_length=10)),
                ('instead_of', models.DateField(null=True)),
                ('name', models.CharField(max_length=200)),
                ('legal_basis', models.CharField(max_length=500)),
                ('decided_by', models.CharField(max_length=200)),
                ('decided_by_id', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('unit_id', 'date'), name='ts_calendar_one_decision_a_day', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('kind', 'closed'), ('instead_of__isnull', False), _connector='OR'), name='ts_calendar_worked_instead_of')],
            },
        ),
    ]
