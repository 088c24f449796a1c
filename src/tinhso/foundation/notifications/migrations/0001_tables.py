import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_notifications', '0001_initial'), ('ts_notifications', '0002_messages')]

    initial = True

    dependencies = [
        ('ts_identity', '0001_tables'),
        ('ts_identity', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('email', models.BooleanField(default=True)),
                ('sms', models.BooleanField(default=False)),
                ('chosen_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('sms', 'SMS'), ('email', 'Thư điện tử')], max_length=5)),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('address', models.CharField(blank=True, max_length=254)),
                ('code', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(max_length=100)),
                ('data', models.JSONField()),
                ('link', models.CharField(blank=True, max_length=500)),
                ('subject_kind', models.CharField(blank=True, max_length=60)),
                ('subject_id', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('send_after', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Chờ gửi'), ('queued', 'Đang gửi'), ('sent', 'Đã gửi'), ('no_address', 'Không có địa chỉ'), ('failed', 'Không gửi được'), ('stopped', 'Người nhận chọn không nhận')], default='waiting', max_length=12)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('moved_at', models.DateTimeField()),
                ('error', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('account__isnull', False)), fields=['account', 'id'], name='ts_message_own'), models.Index(condition=models.Q(('state', 'waiting')), fields=['send_after'], name='ts_message_waiting'), models.Index(condition=models.Q(('state', 'queued')), fields=['moved_at'], name='ts_message_queued'), models.Index(fields=['created_at'], name='ts_message_age')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('account__isnull', False), ('address', '')), models.Q(('account__isnull', True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='ts_message_one_reader')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(max_length=100)),
                ('data', models.JSONField()),
                ('link', models.CharField(blank=True, max_length=500)),
                ('subject_kind', models.CharField(blank=True, max_length=60)),
                ('subject_id', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'id'], name='ts_notice_list'), models.Index(condition=models.Q(('read_at', None)), fields=['account'], name='ts_notice_unread')],
            },
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ts_notifications.notice')),
                ('state', models.CharField(choices=[('waiting', 'Chờ gửi'), ('queued', 'Đang gửi'), ('sent', 'Đã gửi'), ('no_address', 'Không có địa chỉ'), ('failed', 'Không gửi được'), ('stopped', 'Người nhận chọn không nhận')], default='waiting', max_length=12)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('moved_at', models.DateTimeField()),
                ('error', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['moved_at'], name='ts_mail_waiting'), models.Index(condition=models.Q(('state', 'queued')), fields=['moved_at'], name='ts_mail_queued')],
            },
        ),
    ]
