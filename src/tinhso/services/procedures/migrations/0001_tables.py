import django.contrib.postgres.fields
import django.db.models.deletion
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_procedures', '0001_initial'), ('ts_procedures', '0002_dossier_facts'), ('ts_procedures', '0003_discarded_drafts_and_supplements'), ('ts_procedures', '0004_catalogue_imports'), ('ts_procedures', '0005_papers_of_vault'), ('ts_procedures', '0006_asked_again'), ('ts_procedures', '0007_mandates'), ('ts_procedures', '0008_facts_of_progress'), ('ts_procedures', '0009_one_store_of_ratings'), ('ts_procedures', '0010_fees_and_delivery'), ('ts_procedures', '0011_help_at_home')]

    initial = True

    dependencies = [
        ('ts_cases', '0001_tables'),
        ('ts_files', '0001_tables'),
        ('ts_identity', '0001_tables'),
        ('ts_organisation', '0001_tables'),
        ('ts_vault', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='AskedAgain',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('procedure', models.CharField(max_length=120)),
                ('paper', models.CharField(max_length=120)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_vault.item')),
                ('official', models.CharField(max_length=250)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-at', '-id'], name='ts_asked_again_newest'), models.Index(fields=['unit', 'procedure'], name='ts_asked_again_counts')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='ts_asked_again_says_why')],
            },
        ),
        migrations.CreateModel(
            name='CatalogueImport',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post_id', models.UUIDField(help_text='the post in which it was begun, and is gone on with', null=True)),
                ('name', models.CharField(help_text='name of the file', max_length=200)),
                ('state', models.CharField(choices=[('running', 'Đang nhập'), ('done', 'Đã nhập xong'), ('stopped', 'Đã dừng')], default='running', max_length=10)),
                ('entries', models.JSONField(help_text='every row by procedure; emptied at the end')),
                ('total', models.PositiveIntegerField(help_text='procedures in the file')),
                ('read', models.PositiveIntegerField(default=0, help_text='procedures gone through')),
                ('taken', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('refused_rows', models.JSONField(default=list, help_text='sheet, cells by column, and the reason of each')),
                ('change_set_id', models.UUIDField(null=True)),
                ('problem', models.CharField(blank=True, help_text='why it stopped', max_length=400)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'running')), fields=['started_at'], name='ts_imports_running'), models.Index(fields=['account', '-started_at'], name='ts_imports_account')],
            },
        ),
        migrations.CreateModel(
            name='DocumentNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('series', models.CharField(max_length=60)),
                ('year', models.PositiveIntegerField()),
                ('last', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'series', 'year'), name='ts_document_number_once')],
            },
        ),
        migrations.CreateModel(
            name='DossierFact',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ts_cases.case')),
                ('unit_id', models.UUIDField()),
                ('procedure', models.CharField(max_length=120)),
                ('field', models.CharField(max_length=120)),
                ('channel', models.CharField(max_length=10)),
                ('filed_online', models.BooleanField()),
                ('fully_online', models.BooleanField()),
                ('received_date', models.DateField(null=True)),
                ('finished_date', models.DateField(null=True)),
                ('finished', models.BooleanField()),
                ('on_time', models.BooleanField()),
                ('rating', models.PositiveSmallIntegerField(null=True)),
                ('satisfied', models.BooleanField(null=True)),
                ('result_required', models.BooleanField()),
                ('result_signed', models.BooleanField()),
                ('fields_answered', models.PositiveIntegerField(default=0)),
                ('fields_untyped', models.PositiveIntegerField(default=0)),
                ('asked_again', models.BooleanField(default=False)),
                ('supplemented', models.BooleanField(default=False)),
                ('promised_date', models.DateField(null=True)),
                ('ended_date', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_date__isnull', True), ('received_date__isnull', False)), fields=['unit_id', 'promised_date'], name='ts_dossier_in_progress')],
            },
        ),
        migrations.CreateModel(
            name='FeePayment',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('number', models.CharField(max_length=120)),
                ('year', models.PositiveIntegerField()),
                ('amount', models.BigIntegerField(help_text='in đồng')),
                ('way', models.CharField(choices=[('cash', 'Tiền mặt'), ('transfer', 'Chuyển khoản'), ('online', 'Trực tuyến')], max_length=10)),
                ('reference', models.CharField(blank=True, help_text='of the bank or the payment platform', max_length=60)),
                ('payer_name', models.CharField(max_length=250)),
                ('taken_by', models.CharField(max_length=250)),
                ('paid_at', models.DateTimeField()),
                ('cancelled_by', models.CharField(blank=True, max_length=250)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, help_text='why it was cancelled', max_length=500)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'year', 'number'), name='ts_fee_number_once'), models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('case',), name='ts_fee_one_holds'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='ts_fee_amount'), models.CheckConstraint(condition=models.Q(('way', 'cash'), models.Q(('reference', ''), _negated=True), _connector='OR'), name='ts_fee_has_reference'), models.CheckConstraint(condition=models.Q(('cancelled_at__isnull', True), models.Q(models.Q(('reason', ''), _negated=True), models.Q(('cancelled_by', ''), _negated=True)), _connector='OR'), name='ts_fee_cancelled_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(choices=[('present', 'Người dân có mặt, đã đối chiếu giấy tờ tùy thân'), ('paper', 'Người khác nộp thay theo văn bản ủy quyền'), ('code', 'Người dân có tài khoản xác nhận bằng mã')], max_length=10)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('grantor_name', models.CharField(max_length=250)),
                ('grantor_key', models.BinaryField(max_length=32, null=True)),
                ('bearer_name', models.CharField(blank=True, max_length=250)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agent_name', models.CharField(max_length=250)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('procedures', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), size=None)),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('valid_until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('at_home', models.BooleanField(default=False)),
                ('draft_id', models.UUIDField(null=True)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('account__isnull', False)), fields=['account', '-asked_at', '-id'], name='ts_mandate_account'), models.Index(condition=models.Q(('at_home', True)), fields=['agent', '-confirmed_at'], name='ts_mandate_helper'), models.Index(condition=models.Q(('at_home', True)), fields=['asked_at', 'unit'], name='ts_mandate_team')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('way', 'paper'), _negated=True), models.Q(('evidence__isnull', False), models.Q(('bearer_name', ''), _negated=True)), _connector='OR'), name='ts_mandate_paper_is_there'), models.CheckConstraint(condition=models.Q(models.Q(('way', 'code'), _negated=True), ('account__isnull', False), _connector='OR'), name='ts_mandate_code_has_account'), models.CheckConstraint(condition=models.Q(('way', 'code'), ('confirmed_at__isnull', False), _connector='OR'), name='ts_mandate_confirmed'), models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('asked_at'))), name='ts_mandate_forward'), models.CheckConstraint(condition=models.Q(models.Q(('at_home', False), ('case__isnull', True), ('draft_id__isnull', True)), models.Q(('at_home', True), ('confirmed_at__isnull', True), ('draft_id__isnull', True)), models.Q(('at_home', True), ('confirmed_at__isnull', False), ('draft_id__isnull', False)), _connector='OR'), name='ts_mandate_one_dossier')],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('unit_id', models.UUIDField()),
                ('channel', models.CharField(choices=[('account', 'Tài khoản'), ('link', 'Mã QR trên giấy'), ('tablet', 'Máy tại quầy')], max_length=10)),
                ('place_id', models.UUIDField(null=True)),
                ('stars', models.PositiveSmallIntegerField()),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('comment', models.TextField(blank=True)),
                ('rated_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['unit_id', '-rated_at', '-id'], name='ts_rating_unit'), models.Index(fields=['rated_at'], name='ts_rating_moment')],
                'constraints': [models.CheckConstraint(condition=models.Q(('stars__gte', 1), ('stars__lte', 5)), name='ts_rating_stars'), models.CheckConstraint(condition=models.Q(('case__isnull', False), ('place_id__isnull', False), _connector='OR'), name='ts_rating_of_something')],
            },
        ),
        migrations.CreateModel(
            name='SignedResult',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ts_cases.case')),
                ('number', models.CharField(max_length=120)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('verification_code', models.CharField(max_length=40)),
                ('signed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SupplementPaper',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('title', models.CharField(max_length=300)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_vault.item')),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'title', 'item'), name='ts_supplement_item_once')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('procedure', models.CharField(max_length=120)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('at_counter', models.BooleanField(default=False)),
                ('mandate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_procedures.mandate')),
                ('answers', models.JSONField(default=dict)),
                ('prefilled', models.JSONField(default=dict)),
                ('declined', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, size=None)),
                ('delivery', models.JSONField(default=dict)),
                ('step', models.CharField(blank=True, max_length=60)),
                ('started_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('discarded_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-saved_at'], name='ts_draft_account')],
            },
        ),
        migrations.CreateModel(
            name='DraftPaper',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='ts_procedures.draft')),
                ('paper', models.CharField(max_length=120)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_vault.item')),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('draft', 'paper', 'item'), name='ts_draft_item_once')],
            },
        ),
    ]
