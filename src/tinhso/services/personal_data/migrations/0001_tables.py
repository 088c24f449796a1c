import django.contrib.postgres.fields
import django.db.models.deletion
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_personal_data', '0001_initial'), ('ts_personal_data', '0002_at_the_counter')]

    initial = True

    dependencies = [
        ('ts_cases', '0001_tables'),
        ('ts_files', '0001_tables'),
        ('ts_identity', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('happened_at', models.DateTimeField(null=True)),
                ('noticed_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('data', models.CharField(max_length=1000)),
                ('people', models.PositiveIntegerField(null=True)),
                ('tells_subjects', models.BooleanField()),
                ('tell_by', models.DateTimeField()),
                ('measures', models.TextField(blank=True)),
                ('authority_told_at', models.DateTimeField(null=True)),
                ('authority_number', models.CharField(blank=True, max_length=120)),
                ('subjects_told_at', models.DateTimeField(null=True)),
                ('late_reason', models.CharField(blank=True, max_length=1000)),
                ('closed_at', models.DateTimeField(null=True)),
                ('keep_until', models.DateField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('entered_by', models.CharField(max_length=250)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-noticed_at', '-id'], name='ts_pd_breach_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('tell_by__gt', models.F('noticed_at'))), name='ts_pd_breach_forward'), models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), models.Q(('authority_told_at__isnull', False), models.Q(('tells_subjects', False), ('subjects_told_at__isnull', False), _connector='OR')), _connector='OR'), name='ts_pd_breach_told_before_closing'), models.CheckConstraint(condition=models.Q(('authority_told_at__isnull', True), ('authority_told_at__lte', models.F('tell_by')), models.Q(('late_reason', ''), _negated=True), _connector='OR'), name='ts_pd_breach_late_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('purpose', models.CharField(max_length=120)),
                ('version', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('child_name', models.CharField(blank=True, max_length=250)),
                ('child_born', models.DateField(null=True)),
                ('way', models.CharField(choices=[('web', 'Trang web'), ('api', 'Ứng dụng')], max_length=5)),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-given_at', '-id'], name='ts_pd_consent_own')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('account', 'purpose', 'child_name'), name='ts_pd_consent_one_open'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='ts_pd_consent_forward'), models.CheckConstraint(condition=models.Q(models.Q(('child_born__isnull', True), ('child_name', '')), models.Q(models.Q(('child_name', ''), _negated=True), ('child_born__isnull', False)), _connector='OR'), name='ts_pd_consent_child_whole')],
            },
        ),
        migrations.CreateModel(
            name='Impact',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('processing', models.CharField(max_length=120, unique=True)),
                ('started_on', models.DateField()),
                ('file_by', models.DateField()),
                ('answers', models.JSONField(default=dict)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('written_by', models.CharField(max_length=250)),
                ('written_at', models.DateTimeField()),
                ('filed_on', models.DateField(null=True)),
                ('number', models.CharField(blank=True, max_length=120)),
                ('refresh_by', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('file_by__gte', models.F('started_on'))), name='ts_pd_impact_forward'), models.CheckConstraint(condition=models.Q(models.Q(('filed_on__isnull', True), ('refresh_by__isnull', True)), models.Q(('filed_on__isnull', False), ('refresh_by__gt', models.F('filed_on'))), _connector='OR'), name='ts_pd_impact_refreshed')],
            },
        ),
        migrations.CreateModel(
            name='ProcessingNote',
            fields=[
                ('processing', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('in_charge', models.CharField(max_length=300)),
                ('measures', models.TextField()),
                ('started_on', models.DateField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('written_by', models.CharField(max_length=250)),
                ('written_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ts_cases.case')),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person_key', models.BinaryField(max_length=32, null=True)),
                ('taken_by', models.CharField(blank=True, max_length=250)),
                ('bearer_name', models.CharField(blank=True, max_length=250)),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('kind', models.CharField(choices=[('access', 'Cung cấp bản dữ liệu của tôi'), ('correct', 'Sửa dữ liệu sai'), ('delete', 'Xóa dữ liệu'), ('restrict', 'Hạn chế xử lý'), ('object', 'Phản đối việc xử lý'), ('port', 'Chuyển dữ liệu sang nơi khác'), ('contest', 'Hỏi về một lần xem dữ liệu')], max_length=10)),
                ('text', models.TextField(blank=True)),
                ('entry_id', models.UUIDField(null=True)),
                ('filed_at', models.DateTimeField()),
                ('acknowledge_by', models.DateTimeField()),
                ('answer_by', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('identity_how', models.CharField(blank=True, choices=[('account', 'Tài khoản định danh đã đăng nhập'), ('paper', 'Giấy tờ tùy thân xem trực tiếp')], max_length=10)),
                ('identity_by', models.CharField(blank=True, max_length=250)),
                ('identity_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('upheld', models.BooleanField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('fulfilled_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('package', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('package_until', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-filed_at', '-case'], name='ts_pd_request_own'), models.Index(fields=['-filed_at', '-case'], name='ts_pd_request_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('account__isnull', False), ('person_key__isnull', True)), models.Q(('account__isnull', True), ('entry_id__isnull', True), ('person_key__isnull', False)), _connector='OR'), name='ts_pd_request_whose'), models.CheckConstraint(condition=models.Q(models.Q(('bearer_name', ''), ('evidence__isnull', True)), models.Q(models.Q(('bearer_name', ''), _negated=True), models.Q(('taken_by', ''), _negated=True), ('evidence__isnull', False)), _connector='OR'), name='ts_pd_bearer_has_paper'), models.UniqueConstraint(condition=models.Q(('entry_id__isnull', False)), fields=('account', 'entry_id'), name='ts_pd_contest_once'), models.CheckConstraint(condition=models.Q(models.Q(('entry_id__isnull', False), ('kind', 'contest')), models.Q(models.Q(('kind', 'contest'), _negated=True), ('entry_id__isnull', True)), _connector='OR'), name='ts_pd_contest_has_entry'), models.CheckConstraint(condition=models.Q(('fulfilled_at__isnull', True), models.Q(('identity_at__isnull', False), models.Q(('identity_how', ''), _negated=True)), _connector='OR'), name='ts_pd_identity_before_fulfilling'), models.CheckConstraint(condition=models.Q(('package__isnull', True), models.Q(('fulfilled_at__isnull', False), ('package_until__isnull', False)), _connector='OR'), name='ts_pd_package_ends')],
            },
        ),
        migrations.CreateModel(
            name='Deletion',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('rule', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=60)),
                ('before', models.DateTimeField()),
                ('records', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('request', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_personal_data.request')),
                ('state', models.CharField(choices=[('proposed', 'Chờ người thứ hai duyệt'), ('done', 'Đã xóa, có chứng nhận'), ('refused', 'Không duyệt')], default='proposed', max_length=10)),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_name', models.CharField(max_length=250)),
                ('proposed_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_name', models.CharField(blank=True, max_length=250)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('certificate', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['-proposed_at', '-id'], name='ts_pd_deletion_newest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('rule',), name='ts_pd_deletion_one_open'), models.CheckConstraint(condition=models.Q(('state', 'proposed'), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='ts_pd_deletion_decided'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), ('proposed_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='ts_pd_deletion_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('digest', ''), _negated=True), _connector='OR'), name='ts_pd_deletion_certified')],
            },
        ),
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_personal_data.request')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('account',), name='ts_pd_restriction_one_open')],
            },
        ),
    ]
