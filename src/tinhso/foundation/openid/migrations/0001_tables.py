import django.db.models.deletion
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_openid', '0001_initial')]

    initial = True

    dependencies = [
        ('ts_identity', '0001_tables'),
        ('ts_organisation', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('client_id', models.CharField(max_length=40, unique=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('purpose', models.CharField(max_length=500)),
                ('purpose_en', models.CharField(blank=True, max_length=500)),
                ('contact', models.EmailField(max_length=254)),
                ('home_url', models.CharField(blank=True, max_length=500)),
                ('policy_url', models.CharField(blank=True, max_length=500)),
                ('kind', models.CharField(choices=[('confidential', 'Chạy trên máy chủ của cơ quan'), ('public', 'Ứng dụng trên điện thoại, máy tính (không giữ được bí mật)')], max_length=12)),
                ('secret_digest', models.BinaryField(max_length=32, null=True)),
                ('redirect_uris', models.JSONField()),
                ('post_logout_uris', models.JSONField(default=list)),
                ('logout_uri', models.CharField(blank=True, max_length=500)),
                ('scopes', models.JSONField()),
                ('sector', models.CharField(max_length=100)),
                ('algorithm', models.CharField(choices=[('RS256', 'RS256'), ('ES256', 'ES256')], max_length=5)),
                ('state', models.CharField(choices=[('proposed', 'Chờ duyệt'), ('approved', 'Đang hoạt động'), ('refused', 'Không duyệt'), ('suspended', 'Đang tạm dừng')], default='proposed', max_length=10)),
                ('registered_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'indexes': [models.Index(fields=['-registered_at', '-id'], name='ts_openid_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'public'), ('secret_digest__isnull', True)), models.Q(('kind', 'confidential'), ('secret_digest__isnull', False)), _connector='OR'), name='ts_openid_secret_where_kept'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('owner')), _negated=True)), _connector='OR'), name='ts_openid_approved_by_another'), models.CheckConstraint(condition=models.Q(('redirect_uris', []), _negated=True), name='ts_openid_has_address')],
            },
        ),
        migrations.CreateModel(
            name='BrowserSession',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session_key', models.CharField(max_length=40)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('session_key', 'account'), name='ts_openid_session_once')],
            },
        ),
        migrations.CreateModel(
            name='InitialToken',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ProviderLink',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('provider', models.CharField(max_length=40)),
                ('digest', models.BinaryField(max_length=32)),
                ('linked_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('provider', 'digest'), name='ts_openid_linked_once'), models.UniqueConstraint(fields=('provider', 'account'), name='ts_openid_one_link_a_provider')],
            },
        ),
        migrations.CreateModel(
            name='SigningKey',
            fields=[
                ('kid', models.CharField(max_length=43, primary_key=True, serialize=False)),
                ('algorithm', models.CharField(choices=[('RS256', 'RS256'), ('ES256', 'ES256')], max_length=5)),
                ('public', models.JSONField()),
                ('sealed', models.BinaryField(null=True)),
                ('made_at', models.DateTimeField()),
                ('used_from', models.DateTimeField()),
                ('published_until', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('published_until__isnull', True)), fields=('algorithm',), name='ts_openid_one_newest_key')],
            },
        ),
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('sector', models.CharField(max_length=100)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sub', models.CharField(max_length=43, unique=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sector', 'account'), name='ts_openid_subject_once')],
            },
        ),
        migrations.CreateModel(
            name='Authorization',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_openid.application')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('browser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_openid.browsersession')),
                ('sub', models.CharField(max_length=43)),
                ('scopes', models.JSONField()),
                ('claims', models.JSONField(default=dict)),
                ('redirect_uri', models.CharField(max_length=500)),
                ('nonce', models.CharField(blank=True, max_length=500)),
                ('challenge', models.CharField(max_length=43)),
                ('auth_time', models.DateTimeField()),
                ('acr', models.CharField(max_length=60)),
                ('amr', models.JSONField(default=list)),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('begun_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_why', models.CharField(blank=True, max_length=30)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['account', 'application'], name='ts_openid_open_of_account'), models.Index(fields=['browser'], name='ts_openid_of_browser')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_openid.application')),
                ('asked', models.JSONField()),
                ('scopes', models.JSONField()),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('account', 'application'), name='ts_openid_one_consent')],
            },
        ),
        migrations.CreateModel(
            name='SignOut',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_openid.application')),
                ('browser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_openid.browsersession')),
                ('sub', models.CharField(max_length=43)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='ts_openid_due')],
                'constraints': [models.UniqueConstraint(fields=('application', 'browser'), name='ts_openid_told_once')],
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('authorization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='ts_openid.authorization')),
                ('kind', models.CharField(choices=[('access', 'access'), ('refresh', 'refresh')], max_length=7)),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('scopes', models.JSONField()),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
