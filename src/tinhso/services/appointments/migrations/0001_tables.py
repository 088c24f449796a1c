import django.db.models.deletion
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_appointments', '0001_initial')]

    initial = True

    dependencies = [
        ('ts_cases', '0001_tables'),
        ('ts_identity', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12, unique=True)),
                ('key', models.CharField(help_text='of the request that made it', max_length=120)),
                ('centre', models.CharField(max_length=120)),
                ('group', models.CharField(max_length=60)),
                ('procedure', models.CharField(max_length=120)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('place', models.PositiveSmallIntegerField(null=True)),
                ('holder', models.CharField(max_length=60)),
                ('ordinal', models.PositiveSmallIntegerField()),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=250)),
                ('phone', models.CharField(max_length=30)),
                ('state', models.CharField(choices=[('booked', 'Đã đặt'), ('arrived', 'Đã đến'), ('missed', 'Không đến'), ('cancelled', 'Đã hủy')], default='booked', max_length=10)),
                ('moved', models.PositiveSmallIntegerField(default=0, help_text='how often it was moved or ended')),
                ('reminded', models.PositiveSmallIntegerField(default=0, help_text='how many of the reminders are sent')),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['centre', 'starts_at'], name='ts_booking_centre'), models.Index(fields=['account', '-starts_at'], name='ts_booking_account'), models.Index(condition=models.Q(('state', 'booked')), fields=['starts_at'], name='ts_booking_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['booked', 'arrived'])), fields=('centre', 'group', 'starts_at', 'place'), name='ts_booking_place_once'), models.UniqueConstraint(condition=models.Q(('state', 'booked')), fields=('holder', 'ordinal'), name='ts_booking_holder_once'), models.UniqueConstraint(fields=('holder', 'key'), name='ts_booking_key_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='ts_booking_forward')],
            },
        ),
        migrations.CreateModel(
            name='Kiosk',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('centre', models.CharField(max_length=120)),
                ('name', models.CharField(max_length=120)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('registered_at', models.DateTimeField()),
                ('registered_by', models.CharField(max_length=250)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('centre', models.CharField(max_length=120)),
                ('counter', models.CharField(max_length=30)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_at', models.DateTimeField()),
                ('paused_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('centre', 'counter'), name='ts_shift_one_a_counter'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('account',), name='ts_shift_one_each')],
            },
        ),
        migrations.CreateModel(
            name='TicketNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('centre', models.CharField(max_length=120)),
                ('day', models.DateField()),
                ('letter', models.CharField(max_length=1)),
                ('last', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('centre', 'day', 'letter'), name='ts_ticket_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('centre', models.CharField(max_length=120)),
                ('day', models.DateField()),
                ('letter', models.CharField(max_length=1)),
                ('number', models.PositiveIntegerField()),
                ('group', models.CharField(max_length=60)),
                ('procedure', models.CharField(blank=True, max_length=120)),
                ('priority', models.CharField(blank=True, max_length=60)),
                ('booking', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_appointments.booking')),
                ('state', models.CharField(choices=[('waiting', 'Đang chờ'), ('called', 'Đang gọi'), ('serving', 'Đang phục vụ'), ('done', 'Đã xong'), ('missed', 'Vắng mặt')], default='waiting', max_length=10)),
                ('counter', models.CharField(blank=True, max_length=30)),
                ('clerk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_at', models.DateTimeField()),
                ('queue_at', models.DateTimeField()),
                ('booked_for', models.DateTimeField(null=True)),
                ('calls', models.PositiveSmallIntegerField(default=0)),
                ('called_at', models.DateTimeField(null=True)),
                ('last_called_at', models.DateTimeField(null=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['centre', 'day', 'state'], name='ts_ticket_queue'), models.Index(fields=['clerk', 'started_at'], name='ts_ticket_clerk')],
                'constraints': [models.UniqueConstraint(fields=('centre', 'day', 'letter', 'number'), name='ts_ticket_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['called', 'serving'])), fields=('centre', 'counter'), name='ts_ticket_one_a_counter'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['called', 'serving']), _negated=True), models.Q(models.Q(('counter', ''), _negated=True), ('clerk__isnull', False)), _connector='OR'), name='ts_ticket_somewhere')],
            },
        ),
        migrations.CreateModel(
            name='TicketDossier',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ts_cases.case')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='ts_appointments.ticket')),
            ],
        ),
    ]
