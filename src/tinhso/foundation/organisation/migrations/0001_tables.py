import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_organisation', '0001_initial'), ('ts_organisation', '0002_agencies'), ('ts_organisation', '0003_absence'), ('ts_organisation', '0004_help_at_home')]

    initial = True

    dependencies = [
        ('ts_identity', '0001_tables'),
    ]

    operations = [
        # Numbers of revisions are never used twice, not even after a rollback.
        migrations.RunSQL(
            "CREATE SEQUENCE ts_organisation_revision_seq", "DROP SEQUENCE ts_organisation_revision_seq"
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('permissions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)),
                ('with_subtree', models.BooleanField()),
                ('in_use', models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name='Territory',
            fields=[
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=80, unique=True)),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('name_en', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(choices=[('tinh', 'Tỉnh'), ('thanh-pho-tw', 'Thành phố trực thuộc trung ương'), ('quan', 'Quận'), ('huyen', 'Huyện'), ('thi-xa', 'Thị xã'), ('thanh-pho', 'Thành phố'), ('xa', 'Xã'), ('phuong', 'Phường'), ('thi-tran', 'Thị trấn'), ('dac-khu', 'Đặc khu')], max_length=20)),
                ('level', models.CharField(choices=[('province', 'Cấp tỉnh'), ('district', 'Cấp huyện'), ('commune', 'Cấp xã')], max_length=10)),
                ('sort_key', models.TextField()),
                ('name_folded', models.TextField()),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='territory_period')],
            },
        ),
        migrations.CreateModel(
            name='TerritoryParent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.territory')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.territory')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='territoryparent_period'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('child_id'), models.F('child_id'), models.Value('[]'), function='ts_uuidrange', output_field=models.TextField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[)'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='territoryparent_one')],
            },
        ),
        migrations.CreateModel(
            name='TerritorySuccession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.territory')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.territory')),
                ('on_date', models.DateField()),
                ('part', models.BooleanField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor'), name='territorysuccession_once')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('code', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=250)),
                ('name_en', models.CharField(blank=True, max_length=250)),
                ('short_name', models.CharField(blank=True, max_length=120)),
                ('notation', models.CharField(blank=True, max_length=40)),
                ('kind', models.CharField(choices=[('party', 'Cơ quan Đảng'), ('government', 'Uỷ ban nhân dân cấp tỉnh và cơ quan của tỉnh'), ('department', 'Sở, ban, ngành'), ('district', 'Cơ quan cấp huyện'), ('commune', 'Uỷ ban nhân dân cấp xã'), ('centre', 'Trung tâm'), ('agency', 'Cơ quan ngành dọc đặt tại địa phương'), ('front', 'Mặt trận và đoàn thể'), ('school', 'Trường học'), ('hospital', 'Cơ sở y tế'), ('company', 'Doanh nghiệp nhà nước'), ('community', 'Tổ công nghệ số cộng đồng')], max_length=20)),
                ('level', models.CharField(choices=[('province', 'Cấp tỉnh'), ('district', 'Cấp huyện'), ('commune', 'Cấp xã')], max_length=10)),
                ('territory', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.territory')),
                ('working_hours', models.CharField(blank=True, max_length=80)),
                ('sort_key', models.TextField()),
                ('name_folded', models.TextField()),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='unit_period')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('title', models.CharField(max_length=200)),
                ('title_en', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='post_period')],
            },
        ),
        migrations.CreateModel(
            name='UnitParent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='unitparent_period'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('child_id'), models.F('child_id'), models.Value('[]'), function='ts_uuidrange', output_field=models.TextField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[)'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='unitparent_one')],
            },
        ),
        migrations.CreateModel(
            name='UnitSuccession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('on_date', models.DateField()),
                ('part', models.BooleanField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor'), name='unitsuccession_once')],
            },
        ),
        migrations.CreateModel(
            name='PostHolding',
            fields=[
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.post')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='postholding_period'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('post_id'), models.F('post_id'), models.Value('[]'), function='ts_uuidrange', output_field=models.TextField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[)'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='postholding_one')],
            },
        ),
        migrations.CreateModel(
            name='PostRole',
            fields=[
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.post')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.role')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('with_subtree', models.BooleanField()),
                ('subjects', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), null=True, size=None)),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='postrole_period')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('holding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.postholding')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('permissions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)),
                ('reason', models.CharField(max_length=500)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='delegation_period')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('holding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.postholding')),
                ('delegation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.delegation')),
                ('reason', models.CharField(max_length=500)),
                ('recorded_by', models.CharField(max_length=250)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='absence_period'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('holding_id'), models.F('holding_id'), models.Value('[]'), function='ts_uuidrange', output_field=models.TextField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[)'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='absence_one')],
            },
        ),
    ]
