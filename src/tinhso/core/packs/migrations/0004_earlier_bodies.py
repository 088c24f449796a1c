import django.db.models.deletion
from django.db import migrations, models

import tinhso.core.ids
import tinhso.core.packs.models


class Migration(migrations.Migration):

    dependencies = [
        ('ts_packs', '0003_change_sets'),
    ]

    operations = [
        migrations.CreateModel(
            name='EarlierBody',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('body', models.JSONField(decoder=tinhso.core.packs.models.ExactDecoder)),
                ('changed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ts_packs.changedobject')),
            ],
            options={
                'db_table': 'ts_packs_earlier_body',
                'constraints': [models.UniqueConstraint(fields=('changed', 'number'), name='ts_packs_earlier_once')],
            },
        ),
    ]
