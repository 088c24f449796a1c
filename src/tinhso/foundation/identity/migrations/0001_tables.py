import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_identity', '0001_initial'), ('ts_identity', '0002_companies'), ('ts_identity', '0003_personproof'), ('ts_identity', '0004_tokens_know_their_level'), ('ts_identity', '0005_dormantaccount')]

    initial = True

    dependencies = [
    ]

    operations = [
        # A range over keys lets a gist index compare them without the btree_gist extension.
        migrations.RunSQL(
            "DO $$ BEGIN CREATE TYPE ts_uuidrange AS RANGE (subtype = uuid); "
            "EXCEPTION WHEN duplicate_object THEN NULL; END $$",
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('username', models.CharField(max_length=60, unique=True)),
                ('kind', models.CharField(choices=[('citizen', 'Công dân'), ('official', 'Cán bộ'), ('system', 'Hệ thống'), ('company', 'Tổ chức, doanh nghiệp')], max_length=10)),
                ('full_name', models.CharField(max_length=120)),
                ('name_folded', models.TextField()),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('person_id_sealed', models.BinaryField(null=True)),
                ('person_id_digest', models.BinaryField(max_length=32, null=True)),
                ('language', models.CharField(choices=[('vi', 'Tiếng Việt'), ('en', 'English')], default='vi', max_length=2)),
                ('is_active', models.BooleanField(default=True)),
                ('demo', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(django.db.models.functions.text.Lower('email'), name='account_email')],
                'constraints': [models.CheckConstraint(condition=models.Q(('username', django.db.models.functions.text.Lower(models.F('username')))), name='account_username_is_lower'), models.UniqueConstraint(fields=('person_id_digest',), name='account_person_id_once')],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=80)),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('hint', models.CharField(max_length=8)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('level', models.CharField(choices=[('password', 'Mật khẩu'), ('eid-1', 'Định danh điện tử mức 1'), ('two-factor', 'Hai lớp: mật khẩu với mã xác thực, hoặc khóa truy cập'), ('eid-2', 'Định danh điện tử mức 2')], max_length=12)),
                ('proved_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Company',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('tax_code', models.CharField(max_length=14, unique=True)),
                ('kind', models.CharField(choices=[('company', 'Doanh nghiệp'), ('cooperative', 'Hợp tác xã, liên hiệp hợp tác xã'), ('business', 'Hộ kinh doanh'), ('association', 'Hội, tổ chức xã hội'), ('other', 'Tổ chức khác')], max_length=12)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('tax_code__regex', '^\\d{10}(-\\d{3})?$')), name='company_tax_code'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='company_period')],
            },
        ),
        migrations.CreateModel(
            name='DormantAccount',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='dormant', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('told_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-told_at', '-account_id'], name='dormant_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('closed_at__gt', models.F('told_at')), _connector='OR'), name='dormant_told_before_closed')],
            },
        ),
        migrations.CreateModel(
            name='PersonProof',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('level', models.PositiveSmallIntegerField()),
                ('proved_at', models.DateTimeField()),
                ('proved_by', models.CharField(max_length=60)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', [1, 2])), name='person_proof_level')],
            },
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_identity.company')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('is_legal', models.BooleanField(default=False)),
                ('rights', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), size=None)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('granted_at', models.DateTimeField()),
                ('granted_by', models.CharField(max_length=120)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'indexes': [models.Index(fields=['account'], name='representative_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='representative_period'), models.CheckConstraint(condition=models.Q(('rights__contains', ['see']), ('rights__contained_by', ['see', 'file', 'receive', 'manage'])), name='representative_rights'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_legal', True)), expressions=[(models.Func(models.F('company_id'), models.F('company_id'), models.Value('[]'), function='ts_uuidrange', output_field=models.TextField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[)'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='representative_one_legal'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('company_id'), models.F('company_id'), models.Value('[]'), function='ts_uuidrange', output_field=models.TextField()), '&&'), (models.Func(models.F('account_id'), models.F('account_id'), models.Value('[]'), function='ts_uuidrange', output_field=models.TextField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[)'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='representative_once')],
            },
        ),
    ]
