import django.db.models.deletion
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_feedback', '0001_initial'), ('ts_feedback', '0002_invitations')]

    initial = True

    dependencies = [
        ('ts_cases', '0001_tables'),
        ('ts_identity', '0001_tables'),
        ('ts_organisation', '0001_tables'),
        ('ts_procedures', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ts_cases.case')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('about_unit_id', models.UUIDField()),
                ('dossier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_cases.case')),
                ('rating', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_procedures.rating')),
                ('text', models.TextField()),
                ('answer', models.TextField(blank=True)),
                ('public_text', models.TextField(blank=True)),
                ('public_answer', models.TextField(blank=True)),
                ('filed_at', models.DateTimeField()),
                ('refuse_by', models.DateTimeField()),
                ('ask_by', models.DateTimeField()),
                ('answer_by', models.DateTimeField()),
                ('publish_by', models.DateTimeField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('supplied_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('stars', models.PositiveSmallIntegerField(null=True)),
                ('rated_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-filed_at', '-case'], name='ts_complaint_newest'), models.Index(fields=['about_unit_id', 'filed_at'], name='ts_complaint_unit'), models.Index(condition=models.Q(('published_at__isnull', False)), fields=['-published_at', '-case'], name='ts_complaint_public')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='ts_complaint_says_something'), models.CheckConstraint(condition=models.Q(('published_at__isnull', True), models.Q(models.Q(('public_text', ''), _negated=True), models.Q(('public_answer', ''), _negated=True)), _connector='OR'), name='ts_complaint_public_whole'), models.CheckConstraint(condition=models.Q(models.Q(('rated_at__isnull', True), ('stars__isnull', True)), models.Q(('answered_at__isnull', False), ('rated_at__isnull', False), ('stars__gte', 1), ('stars__lte', 5)), _connector='OR'), name='ts_complaint_rated_answer')],
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('series', models.UUIDField()),
                ('number', models.PositiveSmallIntegerField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('title', models.CharField(max_length=300)),
                ('title_en', models.CharField(max_length=300)),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('questions', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('draft', 'Đang soạn'), ('proposed', 'Chờ người thứ hai công bố'), ('published', 'Đã công bố'), ('replaced', 'Đã có bản mới thay')], default='draft', max_length=10)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('publisher', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('invited_after', models.UUIDField(help_text='the last account that was looked at for an invitation', null=True)),
                ('invited_at', models.DateTimeField(help_text='when everybody who agreed had been invited', null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-made_at', '-id'], name='ts_survey_newest')],
                'constraints': [models.UniqueConstraint(fields=('series', 'number'), name='ts_survey_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('series',), name='ts_survey_one_published'), models.CheckConstraint(condition=models.Q(('closes_on__gt', models.F('opens_on'))), name='ts_survey_forward'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'replaced']), _negated=True), models.Q(('published_at__isnull', False), ('publisher__isnull', False), models.Q(('publisher', models.F('author')), _negated=True)), _connector='OR'), name='ts_survey_second_person')],
            },
        ),
        migrations.CreateModel(
            name='Tablet',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('name', models.CharField(max_length=120)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('registered_at', models.DateTimeField()),
                ('registered_by', models.CharField(max_length=250)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SurveyAnswer',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_feedback.survey')),
                ('digest', models.BinaryField(max_length=32)),
                ('answers', models.JSONField()),
                ('answered_on', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('survey', 'digest'), name='ts_survey_answer_once')],
            },
        ),
    ]
