import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_portfolio', '0001_initial')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Cell',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('procedure', models.CharField(max_length=120)),
                ('unit_id', models.UUIDField()),
                ('measure', models.CharField(max_length=20)),
                ('part', models.CharField(max_length=200)),
                ('amount', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['procedure', 'day'], name='ts_review_cell_procedure')],
                'constraints': [models.UniqueConstraint(fields=('day', 'procedure', 'unit_id', 'measure', 'part'), name='ts_review_cell')],
            },
        ),
        migrations.CreateModel(
            name='DossierTrace',
            fields=[
                ('case_id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('procedure', models.CharField(max_length=120)),
                ('unit_id', models.UUIDField()),
                ('channel', models.CharField(max_length=10)),
                ('filed_date', models.DateField()),
                ('received_date', models.DateField(null=True)),
                ('finished_date', models.DateField(null=True)),
                ('outcome', models.CharField(choices=[('open', 'Đang giải quyết'), ('finished', 'Đã giải quyết'), ('refused', 'Từ chối tiếp nhận'), ('withdrawn', 'Người nộp rút')], max_length=10)),
                ('on_time', models.BooleanField()),
                ('supplemented', models.BooleanField()),
                ('stars', models.PositiveSmallIntegerField(null=True)),
                ('deadline_minutes', models.PositiveIntegerField()),
                ('worked_minutes', models.PositiveIntegerField()),
                ('papers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, size=None)),
                ('stretches', models.JSONField(default=list)),
            ],
            options={
                'indexes': [models.Index(fields=['procedure', 'filed_date'], name='ts_trace_filed'), models.Index(fields=['procedure', 'finished_date'], name='ts_trace_finished')],
            },
        ),
        migrations.CreateModel(
            name='DraftTrace',
            fields=[
                ('draft_id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('procedure', models.CharField(max_length=120)),
                ('started_date', models.DateField()),
                ('saved_at', models.DateTimeField()),
                ('step', models.CharField(blank=True, max_length=60)),
                ('question', models.CharField(blank=True, max_length=120)),
                ('problem', models.CharField(blank=True, max_length=120)),
                ('outcome', models.CharField(choices=[('open', 'Đang soạn'), ('filed', 'Đã nộp'), ('discarded', 'Đã bỏ')], max_length=10)),
            ],
            options={
                'indexes': [models.Index(fields=['procedure', 'started_date'], name='ts_draft_trace'), models.Index(condition=models.Q(('outcome', 'open')), fields=['saved_at'], name='ts_draft_trace_open')],
            },
        ),
        migrations.CreateModel(
            name='ProcedureTime',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('procedure', models.CharField(max_length=120, unique=True)),
                ('field', models.CharField(max_length=120)),
                ('unit_id', models.UUIDField()),
                ('baseline_date', models.DateField()),
                ('baseline_minutes', models.PositiveIntegerField()),
                ('current_minutes', models.PositiveIntegerField()),
                ('cut_minutes', models.IntegerField()),
                ('cut_percent', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('case_id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('remedy', models.CharField(choices=[('shorten', 'Rút ngắn thời hạn'), ('cut', 'Bãi bỏ thủ tục'), ('merge', 'Hợp nhất thủ tục'), ('drop_paper', 'Bỏ giấy tờ'), ('move_online', 'Chuyển lên trực tuyến'), ('mend_form', 'Sửa tờ khai')], max_length=12)),
                ('procedures', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), size=None)),
                ('title', models.CharField(max_length=300)),
                ('reason', models.TextField()),
                ('author', models.CharField(max_length=250)),
                ('owner_id', models.UUIDField()),
                ('created_at', models.DateTimeField()),
                ('new_days', models.PositiveIntegerField(null=True)),
                ('minutes_saved', models.PositiveIntegerField(default=0)),
                ('yearly_volume', models.PositiveIntegerField(default=0)),
                ('hour_cost', models.PositiveIntegerField(default=0)),
                ('before', models.JSONField()),
                ('document_number', models.CharField(blank=True, max_length=60)),
                ('release', models.PositiveIntegerField(null=True)),
                ('in_force_date', models.DateField(null=True)),
                ('after', models.JSONField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-created_at', '-case_id'], name='ts_proposal_newest')],
            },
        ),
    ]
