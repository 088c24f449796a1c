import django.contrib.postgres.fields
import django.db.models.deletion
import tinhso.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_digitisation', '0001_initial'), ('ts_digitisation', '0002_plan_changes')]

    initial = True

    dependencies = [
        ('ts_cases', '0001_tables'),
        ('ts_files', '0001_tables'),
        ('ts_organisation', '0001_tables'),
        ('ts_vault', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('kind', models.CharField(max_length=120)),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField()),
                ('total', models.PositiveIntegerField(help_text='papers to be digitised')),
                ('sample_percent', models.PositiveSmallIntegerField(help_text='share of a lot that is looked at again')),
                ('error_percent', models.PositiveSmallIntegerField(help_text='share of faulty papers above which a lot goes back')),
                ('lots', models.PositiveIntegerField(default=0, help_text='the number of the last lot')),
                ('made_by', models.CharField(max_length=250)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'kind', 'first_year', 'last_year'), name='ts_digit_plan_once'), models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='ts_digit_plan_years'), models.CheckConstraint(condition=models.Q(('error_percent__lte', 100), ('sample_percent__gte', 1), ('sample_percent__lte', 100), ('total__gte', 1)), name='ts_digit_plan_shares')],
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_digitisation.plan')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('open', 'Đang nhập'), ('sampling', 'Đang kiểm tra mẫu'), ('accepted', 'Đạt, chờ ký'), ('signing', 'Đang ký'), ('done', 'Đã ký và cất kho')], default='open', max_length=10)),
                ('turn', models.PositiveSmallIntegerField(default=1)),
                ('signer_id', models.UUIDField(null=True)),
                ('signer_post_id', models.UUIDField(help_text='the post in which signing was begun, and is gone on with', null=True)),
                ('problem', models.CharField(blank=True, help_text='why signing stands still', max_length=400)),
                ('taken_at', models.DateTimeField()),
                ('taken_by', models.CharField(max_length=250)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'signing')), fields=['state'], name='ts_digit_lot_signing')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='ts_digit_lot_number'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['signing', 'done']), _negated=True), ('signer_id__isnull', False), _connector='OR'), name='ts_digit_lot_signer')],
            },
        ),
        migrations.CreateModel(
            name='PlanChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_digitisation.plan')),
                ('number', models.PositiveIntegerField()),
                ('total', models.PositiveIntegerField()),
                ('sample_percent', models.PositiveSmallIntegerField()),
                ('error_percent', models.PositiveSmallIntegerField()),
                ('reason', models.CharField(max_length=500)),
                ('changed_by', models.CharField(max_length=250)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='ts_digit_change_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='ts_digit_change_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_digitisation.plan')),
                ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='ts_digitisation.lot')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('document', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.casedocument')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('kind', models.CharField(max_length=120)),
                ('name', models.CharField(max_length=140)),
                ('scan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('sha256', models.CharField(max_length=64)),
                ('given', models.JSONField(default=dict)),
                ('turn', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('first', 'Chờ nhập lần 1'), ('second', 'Chờ nhập lần 2'), ('differing', 'Hai lần nhập khác nhau'), ('agreed', 'Đã thống nhất'), ('signed', 'Đã ký'), ('out', 'Để riêng')], default='first', max_length=10)),
                ('values', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, help_text='why it was put aside', max_length=500)),
                ('number', models.CharField(blank=True, help_text='of the true copy', max_length=120)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('code', models.CharField(blank=True, max_length=40)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_vault.item')),
                ('taken_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(null=True)),
                ('signed_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['lot', 'state'], name='ts_digit_scan_lot'), models.Index(fields=['unit', 'state'], name='ts_digit_scan_unit'), models.Index(condition=models.Q(('case__isnull', False)), fields=['case'], name='ts_digit_scan_case')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'sha256'), name='ts_digit_scan_once'), models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('document__isnull', True), ('lot__isnull', False), ('plan__isnull', False)), models.Q(('case__isnull', False), ('document__isnull', False), ('lot__isnull', True), ('plan__isnull', True)), _connector='OR'), name='ts_digit_scan_of_one'), models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', False), ('signed_at__isnull', False), ('state', 'signed')), models.Q(models.Q(('state', 'signed'), _negated=True), ('file__isnull', True), ('signed_at__isnull', True)), _connector='OR'), name='ts_digit_scan_signed'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['agreed', 'signed']), _negated=True), ('agreed_at__isnull', False), _connector='OR'), name='ts_digit_scan_agreed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'out'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='ts_digit_scan_out_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_digitisation.lot')),
                ('scan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_digitisation.scan')),
                ('turn', models.PositiveSmallIntegerField()),
                ('account_id', models.UUIDField(null=True)),
                ('name', models.CharField(blank=True, max_length=250)),
                ('wrong', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), null=True, size=None)),
                ('at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['lot', 'turn'], name='ts_digit_check_lot')],
                'constraints': [models.UniqueConstraint(fields=('scan', 'turn'), name='ts_digit_check_once'), models.CheckConstraint(condition=models.Q(models.Q(('account_id__isnull', True), ('at__isnull', True), ('wrong__isnull', True)), models.Q(('account_id__isnull', False), ('at__isnull', False), ('wrong__isnull', False)), _connector='OR'), name='ts_digit_check_whole')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('scan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='ts_digitisation.scan')),
                ('turn', models.PositiveSmallIntegerField()),
                ('round', models.PositiveSmallIntegerField(help_text='1 and 2 enter, 3 settles')),
                ('account_id', models.UUIDField()),
                ('name', models.CharField(max_length=250)),
                ('values', models.JSONField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scan', 'turn', 'round'), name='ts_digit_entry_round_once'), models.UniqueConstraint(fields=('scan', 'turn', 'account_id'), name='ts_digit_entry_other_person'), models.CheckConstraint(condition=models.Q(('round__gte', 1), ('round__lte', 3)), name='ts_digit_entry_rounds')],
            },
        ),
    ]
