import django.db.models.deletion
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_companies', '0001_initial')]

    initial = True

    dependencies = [
        ('ts_identity', '0001_tables'),
        ('ts_identity', '0001_tables'),
        ('ts_vault', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='CompanyRequest',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tax_code', models.CharField(max_length=14)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('company', 'Doanh nghiệp'), ('cooperative', 'Hợp tác xã, liên hiệp hợp tác xã'), ('business', 'Hộ kinh doanh'), ('association', 'Hội, tổ chức xã hội'), ('other', 'Tổ chức khác')], max_length=12)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_vault.item')),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('asked', 'Chờ duyệt'), ('approved', 'Đã mở tài khoản'), ('refused', 'Không được duyệt')], default='asked', max_length=10)),
                ('proof', models.CharField(blank=True, choices=[('certificate', 'Giấy chứng nhận trong kho, đã có cơ quan cấp hoặc kiểm tra'), ('original', 'Tôi đã đối chiếu bản chính giấy chứng nhận và giấy tờ tùy thân')], max_length=12)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=120)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('company', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_identity.company')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'asked_at', 'id'], name='ts_company_request_list')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('account', 'tax_code'), name='ts_company_request_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'asked')), ('decided_at__isnull', False), _connector='OR'), name='ts_company_request_decided'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('company__isnull', False), models.Q(('proof', ''), _negated=True)), _connector='OR'), name='ts_company_request_approved'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='ts_company_request_reason')],
            },
        ),
    ]
