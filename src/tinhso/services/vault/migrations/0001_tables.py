import django.db.models.deletion
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_vault', '0001_initial'), ('ts_vault', '0002_use_by_case'), ('ts_vault', '0003_expiring')]

    initial = True

    dependencies = [
        ('ts_files', '0001_tables'),
        ('ts_identity', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person_key', models.BinaryField(max_length=32, null=True)),
                ('company', models.CharField(blank=True, max_length=20)),
                ('kind', models.CharField(blank=True, max_length=120)),
                ('kind_order', models.CharField(max_length=600)),
                ('title', models.CharField(max_length=300)),
                ('folded', models.TextField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('sha256', models.CharField(max_length=64)),
                ('source', models.CharField(max_length=120, unique=True)),
                ('origin', models.CharField(choices=[('result', 'Kết quả giải quyết thủ tục'), ('dossier', 'Giấy tờ trong hồ sơ đã nộp'), ('upload', 'Tự tải lên'), ('digitised', 'Số hóa từ bản giấy')], max_length=10)),
                ('trust', models.PositiveSmallIntegerField(choices=[(1, 'Tự tải lên, chưa kiểm tra'), (2, 'Cán bộ đã đối chiếu bản chính'), (3, 'Bản sao chứng thực'), (4, 'Bản điện tử có chữ ký số của cơ quan cấp')])),
                ('issuer', models.CharField(blank=True, max_length=300)),
                ('number', models.CharField(blank=True, max_length=120)),
                ('issued_date', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('verification_code', models.CharField(blank=True, max_length=40)),
                ('label', models.CharField(blank=True, max_length=120)),
                ('data', models.JSONField(default=dict)),
                ('replaced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_vault.item')),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_reason', models.CharField(blank=True, max_length=500)),
                ('removed_at', models.DateTimeField(null=True)),
                ('expiry_told_at', models.DateTimeField(null=True)),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'kind_order', '-added_at', '-id'], name='ts_vault_list'), models.Index(condition=models.Q(('person_key__isnull', False)), fields=['person_key'], name='ts_vault_number'), models.Index(fields=['file'], name='ts_vault_file'), models.Index(condition=models.Q(('expiry_told_at__isnull', True), ('valid_to__isnull', False)), fields=['valid_to'], name='ts_vault_expiring'), models.Index(condition=models.Q(('verification_code', ''), _negated=True), fields=['verification_code'], name='ts_vault_code')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('account__isnull', False), ('person_key__isnull', True)), models.Q(('account__isnull', True), ('person_key__isnull', False)), _connector='OR'), name='ts_vault_one_holder'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('issued_date__isnull', True), ('valid_to__gt', models.F('issued_date')), _connector='OR'), name='ts_vault_valid_forward'), models.CheckConstraint(condition=models.Q(models.Q(('origin', 'upload'), _negated=True), ('trust', 1), _connector='OR'), name='ts_vault_upload_unchecked'), models.CheckConstraint(condition=models.Q(('removed_at__isnull', True), ('trust', 1), _connector='OR'), name='ts_vault_trusted_stays'), models.UniqueConstraint(condition=models.Q(('account__isnull', False), ('removed_at__isnull', True)), fields=('account', 'kind', 'sha256'), name='ts_vault_bytes_once'), models.UniqueConstraint(condition=models.Q(('person_key__isnull', False), ('removed_at__isnull', True)), fields=('person_key', 'kind', 'sha256'), name='ts_vault_bytes_once_number')],
            },
        ),
        migrations.CreateModel(
            name='Use',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_vault.item')),
                ('case_id', models.UUIDField()),
                ('code', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['case_id'], name='ts_vault_use_case')],
                'constraints': [models.UniqueConstraint(fields=('item', 'case_id'), name='ts_vault_use_once')],
            },
        ),
    ]
