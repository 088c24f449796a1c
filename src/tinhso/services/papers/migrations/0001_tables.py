import django.contrib.postgres.fields
import django.db.models.deletion
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_papers', '0001_initial'), ('ts_papers', '0002_post')]

    initial = True

    dependencies = [
        ('ts_cases', '0001_tables'),
        ('ts_files', '0001_tables'),
        ('ts_identity', '0001_tables'),
        ('ts_organisation', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='GivenBack',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ts_cases.case')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('taker', models.CharField(max_length=250)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('given_by', models.CharField(max_length=250)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('taker', ''), _negated=True), name='ts_given_back_to_somebody')],
            },
        ),
        migrations.CreateModel(
            name='PostItem',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ts_cases.case')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('recipient', models.CharField(max_length=250)),
                ('phone', models.CharField(max_length=30)),
                ('address', models.CharField(max_length=500)),
                ('zone', models.CharField(max_length=30)),
                ('chosen_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['unit', 'chosen_at'], name='ts_post_item_open')],
            },
        ),
        migrations.CreateModel(
            name='PrintRun',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post_id', models.UUIDField(help_text='the post in which it was begun, and is gone on with', null=True)),
                ('purpose', models.CharField(max_length=30)),
                ('case_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('done', models.PositiveIntegerField(default=0)),
                ('missing', models.JSONField(default=list, help_text='codes of dossiers that have no such paper')),
                ('state', models.CharField(choices=[('running', 'Đang in'), ('done', 'Đã xong')], default='running', max_length=10)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'running')), fields=['started_at'], name='ts_print_running')],
            },
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(help_text='of the giving unit and year')),
                ('year', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('unit', 'Giao cho cơ quan, bộ phận'), ('post', 'Giao bưu chính trả kết quả')], max_length=10)),
                ('state', models.CharField(choices=[('open', 'Chờ bên nhận xác nhận'), ('taken', 'Đã nhận'), ('cancelled', 'Đã hủy')], default='open', max_length=10)),
                ('from_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('to_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('carrier', models.CharField(blank=True, help_text='the post office that takes results to people', max_length=200)),
                ('content', models.CharField(blank=True, max_length=300)),
                ('made_by', models.CharField(max_length=250)),
                ('made_by_id', models.UUIDField(null=True)),
                ('made_at', models.DateTimeField()),
                ('closed_by', models.CharField(blank=True, help_text='who took the papers, or cancelled the sheet', max_length=250)),
                ('closed_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, help_text='why it was cancelled', max_length=500)),
            ],
            options={
                'indexes': [models.Index(fields=['to_unit', '-made_at', '-id'], name='ts_sheet_to'), models.Index(fields=['from_unit', '-made_at', '-id'], name='ts_sheet_from')],
                'constraints': [models.UniqueConstraint(fields=('from_unit', 'year', 'number'), name='ts_sheet_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'unit'), ('to_unit__isnull', False)), models.Q(('kind', 'post'), models.Q(('carrier', ''), _negated=True)), _connector='OR'), name='ts_sheet_taker'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='ts_sheet_closed_at')],
            },
        ),
        migrations.CreateModel(
            name='SheetNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('year', models.PositiveIntegerField()),
                ('last', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'year'), name='ts_sheet_counter_once')],
            },
        ),
        migrations.CreateModel(
            name='PrintPart',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='ts_papers.printrun')),
                ('number', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='ts_print_part_once')],
            },
        ),
        migrations.CreateModel(
            name='SheetEntry',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='ts_papers.sheet')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('place', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'Chờ nhận'), ('taken', 'Đã nhận'), ('left', 'Không nhận'), ('cancelled', 'Phiếu đã hủy'), ('delivered', 'Đã phát cho người nhận'), ('returned', 'Bưu chính chuyển hoàn')], default='waiting', max_length=10)),
                ('tracking', models.CharField(blank=True, max_length=40)),
                ('reason', models.CharField(blank=True, help_text='why it was not taken, or came back', max_length=500)),
                ('ended_at', models.DateTimeField(help_text='when the post delivered it, or brought it back', null=True)),
                ('ended_with', models.CharField(blank=True, help_text='who got it from the post', max_length=250)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sheet', 'case'), name='ts_sheet_case_once'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('case',), name='ts_sheet_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['left', 'returned']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='ts_sheet_left_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['delivered', 'returned'])), models.Q(models.Q(('state__in', ['delivered', 'returned']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='ts_sheet_ended_at')],
            },
        ),
    ]
