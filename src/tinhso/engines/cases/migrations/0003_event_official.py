from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('ts_cases', '0002_append_only'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='caseevent',
            index=models.Index(condition=models.Q(('actor_kind', 'official')), fields=['actor_account_id', 'at'], name='ts_event_official'),
        ),
    ]
