import django.db.models.deletion
import tinhso.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_national_portal', '0001_initial')]

    initial = True

    dependencies = [
        ('ts_cases', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('cursor', models.BigIntegerField(default=0)),
                ('pulled_at', models.DateTimeField(null=True)),
                ('reconciled_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('stopped_by', models.CharField(blank=True, max_length=250)),
                ('stop_reason', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='ts_national_one_link')],
            },
        ),
        migrations.CreateModel(
            name='NationalDossier',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('code', models.CharField(max_length=60, null=True, unique=True)),
                ('origin', models.CharField(choices=[('own', 'Nộp tại tỉnh'), ('national', 'Nộp tại Cổng quốc gia')], max_length=10)),
                ('procedure', models.CharField(max_length=120)),
                ('told_status', models.CharField(blank=True, max_length=2)),
                ('version', models.BigIntegerField(default=0, help_text="of the portal's news about it that was taken last")),
                ('trouble', models.CharField(blank=True, choices=[('refused', 'Cổng quốc gia từ chối'), ('not_sent', 'Chưa gửi được vì sai dữ liệu'), ('not_taken', 'Hồ sơ về chưa nhận được'), ('conflict', 'Hai bên khác trạng thái'), ('missing', 'Một bên không có hồ sơ')], max_length=10)),
                ('trouble_code', models.CharField(blank=True, max_length=60)),
                ('trouble_text', models.CharField(blank=True, max_length=500)),
                ('trouble_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.CharField(blank=True, max_length=250)),
                ('settled_reason', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-created_at', '-id'], name='ts_national_newest'), models.Index(condition=models.Q(('trouble', ''), _negated=True), fields=['trouble', '-created_at'], name='ts_national_trouble')],
                'constraints': [models.CheckConstraint(condition=models.Q(('case__isnull', False), ('code__isnull', False), _connector='OR'), name='ts_national_known'), models.CheckConstraint(condition=models.Q(('origin', 'own'), ('code__isnull', False), _connector='OR'), name='ts_national_came_coded'), models.CheckConstraint(condition=models.Q(models.Q(('trouble', ''), ('trouble_at__isnull', True)), models.Q(models.Q(('trouble', ''), _negated=True), ('trouble_at__isnull', False)), _connector='OR'), name='ts_national_trouble_since')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='ts_national_portal.nationaldossier')),
                ('direction', models.CharField(choices=[('out', 'Gửi đi'), ('in', 'Nhận về')], max_length=3)),
                ('number', models.BigIntegerField()),
                ('operation', models.CharField(choices=[('LayMaHoSo', 'Lấy mã hồ sơ'), ('TaiTep', 'Tải tệp lên'), ('DongBoHoSo', 'Gửi hồ sơ'), ('CapNhatTienTrinh', 'Cập nhật tiến trình'), ('CapNhatTrangThai', 'Cập nhật trạng thái'), ('PhanHoiTiepNhan', 'Trả lời đã nhận hay chưa'), ('DanhSachThayDoi', 'Hồ sơ mới hoặc thay đổi')], max_length=20)),
                ('body', models.JSONField()),
                ('state', models.CharField(choices=[('waiting', 'Đang chờ'), ('done', 'Đã xong'), ('refused', 'Bị từ chối'), ('settled', 'Đã khép')], default='waiting', max_length=10)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('error', models.CharField(blank=True, max_length=500)),
                ('answer', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at'], name='ts_national_due'), models.Index(condition=models.Q(('state', 'waiting')), fields=['dossier', 'number'], name='ts_national_head'), models.Index(condition=models.Q(('done_at__isnull', False)), fields=['done_at'], name='ts_national_by_day')],
                'constraints': [models.UniqueConstraint(fields=('dossier', 'direction', 'number'), name='ts_national_message_once'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('done_at__isnull', False)), _connector='OR'), name='ts_national_message_done'), models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('done_at__gte', models.F('created_at')), _connector='OR'), name='ts_national_message_forward')],
            },
        ),
    ]
