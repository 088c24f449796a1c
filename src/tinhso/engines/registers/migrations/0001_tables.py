import django.db.models.deletion
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_registers', '0001_initial'), ('ts_registers', '0003_imports')]

    initial = True

    dependencies = [
        ('ts_identity', '0001_tables'),
        ('ts_organisation', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeRequest',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('register', models.CharField(max_length=40)),
                ('record_id', models.UUIDField(null=True)),
                ('base_version', models.PositiveIntegerField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('verb', models.CharField(choices=[('add', 'Thêm bản ghi'), ('change', 'Sửa bản ghi'), ('end', 'Kết thúc bản ghi')], max_length=10)),
                ('title', models.CharField(max_length=500)),
                ('values', models.JSONField()),
                ('reason', models.CharField(max_length=500)),
                ('state', models.CharField(choices=[('asked', 'Chờ duyệt'), ('approved', 'Đã duyệt'), ('refused', 'Không duyệt'), ('withdrawn', 'Đã rút')], default='asked', max_length=12)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.CharField(max_length=250)),
                ('asked_at', models.DateTimeField()),
                ('decider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.CharField(blank=True, max_length=250)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'indexes': [models.Index(fields=['register', 'state', 'asked_at', 'id'], name='ts_register_change_list')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('register', 'record_id'), name='ts_register_change_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'refused']), _negated=True), models.Q(('decider', models.F('account')), _negated=True), _connector='OR'), name='ts_register_change_four_eyes'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'withdrawn']), models.Q(('decided_at__isnull', False), ('decider__isnull', False)), _connector='OR'), name='ts_register_change_decided')],
            },
        ),
        migrations.CreateModel(
            name='RegisterImport',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('register', models.CharField(max_length=40)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post_id', models.UUIDField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('name', models.CharField(max_length=200)),
                ('basis', models.CharField(blank=True, max_length=500)),
                ('state', models.CharField(choices=[('reading', 'Đang đọc tệp'), ('checking', 'Đang đối chiếu'), ('checked', 'Chờ xác nhận'), ('writing', 'Đang ghi'), ('done', 'Đã ghi'), ('dropped', 'Đã bỏ'), ('stopped', 'Đã dừng')], default='reading', max_length=10)),
                ('columns', models.JSONField()),
                ('delimiter', models.CharField(max_length=1)),
                ('size', models.BigIntegerField()),
                ('offset', models.BigIntegerField()),
                ('rows', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('same', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('written', models.PositiveIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=400)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['reading', 'checking', 'writing'])), fields=['started_at'], name='ts_register_import_waiting'), models.Index(fields=['register', '-started_at', '-id'], name='ts_register_import_list')],
            },
        ),
        migrations.CreateModel(
            name='RefusedRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('of', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ts_registers.registerimport')),
                ('number', models.PositiveIntegerField()),
                ('cells', models.JSONField()),
                ('problems', models.JSONField()),
                ('mended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('of', 'number'), name='ts_register_refused_once')],
            },
        ),
    ]
