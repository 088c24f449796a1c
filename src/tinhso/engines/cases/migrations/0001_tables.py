import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_cases', '0001_initial'), ('ts_cases', '0003_event_official'), ('ts_cases', '0004_found_elsewhere'), ('ts_cases', '0005_applicant_key'), ('ts_cases', '0006_search_narrowed'), ('ts_cases', '0008_named_persons')]

    initial = True

    dependencies = [
        ('ts_files', '0001_tables'),
        ('ts_identity', '0001_tables'),
        ('ts_organisation', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseType',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=120, unique=True)),
                ('name', models.CharField(max_length=500)),
                ('name_en', models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='CodeCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=60)),
                ('day', models.DateField()),
                ('last', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('prefix', 'day'), name='ts_code_counter_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseTypeVersion',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.casetype')),
                ('number', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('definition', models.JSONField()),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('type', 'number'), name='ts_case_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=60, null=True, unique=True)),
                ('type', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.casetype')),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.casetypeversion')),
                ('parent', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('title', models.CharField(max_length=500)),
                ('state', models.CharField(max_length=60)),
                ('status', models.CharField(max_length=2)),
                ('seq', models.PositiveIntegerField()),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('receiving_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('applicant', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('applicant_name', models.CharField(max_length=250)),
                ('applicant_phone', models.CharField(blank=True, max_length=30)),
                ('applicant_email', models.CharField(blank=True, max_length=254)),
                ('applicant_folded', models.CharField(max_length=250)),
                ('applicant_key', models.BinaryField(max_length=32, null=True)),
                ('channel', models.CharField(choices=[('online', 'Trực tuyến'), ('counter', 'Tại quầy'), ('post', 'Qua bưu chính')], max_length=10)),
                ('filed_at', models.DateTimeField()),
                ('state_since', models.DateTimeField()),
                ('received_at', models.DateTimeField(null=True)),
                ('promised_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('on_time', models.BooleanField(null=True)),
                ('performed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('open_consultations', models.PositiveIntegerField(default=0)),
                ('fee_due', models.BigIntegerField(default=0)),
                ('involved', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('settings', models.JSONField()),
                ('data', models.JSONField()),
                ('notes', models.JSONField(default=dict)),
                ('search', models.GeneratedField(db_persist=True, expression=models.Func(django.contrib.postgres.search.SearchVector('applicant_folded', config='simple'), models.Func(models.Func('unit', template="'u' || replace(%(expressions)s::text, '-', '')"), models.Func('receiving_unit', template="'u' || replace(%(expressions)s::text, '-', '')"), models.Func('filed_at', template="'d' || (((%(expressions)s AT TIME ZONE 'UTC')::date - DATE '2000-01-01') / 32)::text"), template='array_to_tsvector(ARRAY[%(expressions)s])'), arg_joiner=' || ', template='%(expressions)s'), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
            options={
                'indexes': [models.Index(fields=['unit', '-filed_at', '-id'], name='ts_case_unit'), models.Index(condition=models.Q(('applicant__isnull', False)), fields=['applicant', '-filed_at'], name='ts_case_applicant'), models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent'], name='ts_case_parent'), models.Index(condition=models.Q(('receiving_unit', models.F('unit')), _negated=True), fields=['receiving_unit', '-filed_at', '-id'], name='ts_case_received'), models.Index(django.db.models.functions.comparison.Collate(models.F('code'), 'C'), name='ts_case_code_order'), models.Index(models.F('unit'), django.db.models.functions.comparison.Collate(models.F('code'), 'C'), name='ts_case_unit_code'), models.Index(models.F('receiving_unit'), django.db.models.functions.comparison.Collate(models.F('code'), 'C'), condition=models.Q(('receiving_unit', models.F('unit')), _negated=True), name='ts_case_received_code'), models.Index(django.db.models.functions.comparison.Collate(models.F('code'), 'C'), condition=models.Q(('receiving_unit', models.F('unit')), _negated=True), name='ts_case_taken_in_code'), django.contrib.postgres.indexes.GinIndex(fields=['search'], name='ts_case_search'), models.Index(condition=models.Q(('applicant_phone', ''), _negated=True), fields=['applicant_phone'], name='ts_case_phone'), models.Index(condition=models.Q(('applicant_key__isnull', False)), fields=['applicant_key'], name='ts_case_person')],
            },
        ),
        migrations.CreateModel(
            name='CaseAlias',
            fields=[
                ('code', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('issuer', models.CharField(max_length=60)),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'issuer'), name='ts_case_alias_of_issuer')],
            },
        ),
        migrations.CreateModel(
            name='CaseDocument',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('seq', models.PositiveIntegerField()),
                ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('kind', models.CharField(choices=[('paper', 'Giấy tờ nộp'), ('supplement', 'Giấy tờ bổ sung'), ('form', 'Phiếu, thông báo'), ('draft', 'Dự thảo kết quả'), ('result', 'Kết quả'), ('other', 'Tài liệu khác')], max_length=12)),
                ('paper', models.CharField(blank=True, max_length=120)),
                ('title', models.CharField(max_length=300)),
                ('public', models.BooleanField()),
                ('slot', models.CharField(max_length=120, null=True)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.CharField(max_length=250)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'slot'), name='ts_document_slot_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('seq', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=60)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_account_id', models.UUIDField(null=True)),
                ('actor_name', models.CharField(max_length=250)),
                ('actor_post', models.CharField(blank=True, max_length=250)),
                ('actor_unit_id', models.UUIDField(null=True)),
                ('from_state', models.CharField(max_length=60)),
                ('to_state', models.CharField(max_length=60)),
                ('inputs', models.JSONField(default=dict)),
                ('changes', models.JSONField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('actor_kind', 'official')), fields=['actor_account_id', 'at'], name='ts_event_official')],
                'constraints': [models.UniqueConstraint(fields=('case', 'seq'), name='ts_case_event_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseTimer',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('number', models.PositiveIntegerField()),
                ('fires_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['fires_at'], name='ts_timer_due')],
            },
        ),
        migrations.CreateModel(
            name='ClockSegment',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('number', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('counts', models.BooleanField()),
                ('charged_to', models.CharField(choices=[('office', 'Cơ quan giải quyết'), ('signer', 'Người ký'), ('applicant', 'Người nộp'), ('other_agency', 'Cơ quan phối hợp'), ('system', 'Hệ thống')], max_length=15)),
                ('state', models.CharField(max_length=60)),
                ('unit_id', models.UUIDField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='ts_segment_once'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case',), name='ts_segment_one_open'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='ts_segment_forward')],
            },
        ),
        migrations.CreateModel(
            name='NamedPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('key', models.BinaryField(max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['key', 'case'], name='ts_case_named')],
                'constraints': [models.UniqueConstraint(fields=('case', 'key'), name='ts_case_named_once')],
            },
        ),
        migrations.CreateModel(
            name='SubmissionKey',
            fields=[
                ('key', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('type_code', models.CharField(max_length=120)),
                ('stage', models.CharField(max_length=60)),
                ('permission', models.CharField(max_length=60)),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('assignee', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['unit', 'due_at', 'id'], name='ts_task_inbox'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['due_at', 'id'], name='ts_task_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('case',), name='ts_task_one_open')],
            },
        ),
    ]
