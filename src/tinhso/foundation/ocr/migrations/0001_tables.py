import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_ocr', '0001_initial'), ('ts_ocr', '0002_urgent')]

    initial = True

    dependencies = [
        ('ts_files', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('state', models.CharField(choices=[('waiting', 'Chờ nhận dạng'), ('queued', 'Đang nhận dạng'), ('done', 'Đã nhận dạng'), ('failed', 'Không nhận dạng được')], default='waiting', max_length=10)),
                ('pages', models.JSONField(default=list, help_text='of each page its angle and its lines [x, y, width, height, text]')),
                ('problem', models.CharField(blank=True, max_length=400)),
                ('urgent', models.BooleanField(default=False, help_text='a person waits for it at a screen')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'queued'])), fields=['moved_at'], name='ts_reading_waits')],
            },
        ),
    ]
