import tinhso.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_files', '0001_initial'), ('ts_files', '0002_erased')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField(help_text='bytes')),
                ('media_type', models.CharField(max_length=100)),
                ('original_name', models.CharField(max_length=140)),
                ('scan_state', models.CharField(choices=[('clean', 'clean'), ('not_scanned', 'not_scanned'), ('own_output', 'own_output')], max_length=20)),
                ('purpose', models.CharField(max_length=60)),
                ('owner_id', models.UUIDField(null=True)),
                ('created_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'ts_files_stored_file',
                'indexes': [models.Index(fields=['sha256'], name='ts_files_sha256'), models.Index(fields=['owner_id', 'created_at'], name='ts_files_owner')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='ts_files_sha256_is_hex'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='ts_files_not_empty')],
            },
        ),
    ]
