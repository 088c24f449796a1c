from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_indicators', '0001_initial')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='IndicatorCell',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('indicator', models.CharField(max_length=120)),
                ('unit_id', models.UUIDField()),
                ('subject', models.CharField(max_length=120)),
                ('month', models.DateField()),
                ('numerator', models.BigIntegerField()),
                ('denominator', models.BigIntegerField()),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('indicator', 'month', 'unit_id', 'subject'), name='ts_indicator_cell_once')],
            },
        ),
    ]
