import django.db.models.deletion
import tinhso.core.ids
import tinhso.core.packs.models
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_packs', '0001_initial'), ('ts_packs', '0003_change_sets'), ('ts_packs', '0004_earlier_bodies')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeSet',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('draft', 'Đang soạn'), ('proposed', 'Chờ duyệt'), ('published', 'Đã ban hành'), ('discarded', 'Đã bỏ')], default='draft', max_length=10)),
                ('author_id', models.UUIDField()),
                ('author_name', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('proposed_at', models.DateTimeField(null=True)),
                ('decided_by_id', models.UUIDField(null=True)),
                ('decided_by_name', models.CharField(blank=True, max_length=200)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, help_text='why it was sent back', max_length=1000)),
            ],
            options={
                'db_table': 'ts_packs_change_set',
                'indexes': [models.Index(fields=['state', '-changed_at', 'id'], name='ts_packs_change_sets')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('decided_by_id', models.F('author_id')), _negated=True), _connector='OR'), name='ts_packs_four_eyes')],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(unique=True)),
                ('province', models.CharField(help_text='id of the province pack', max_length=40)),
                ('manifest', models.JSONField(help_text='pack.yaml of the province')),
                ('layers', models.JSONField(help_text='id and version of each layer, lowest first')),
                ('applied_at', models.DateTimeField()),
                ('by', models.CharField(help_text="name of who applied it, or 'system'", max_length=200)),
                ('note', models.TextField(blank=True)),
                ('rolled_back_to', models.PositiveIntegerField(help_text='number of the release this one repeats', null=True)),
            ],
            options={
                'db_table': 'ts_packs_release',
            },
        ),
        migrations.CreateModel(
            name='StoredObject',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('section', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=120)),
                ('digest', models.CharField(help_text='SHA-256 of section, key and canonical JSON, in hexadecimal', max_length=64)),
                ('body', models.JSONField(decoder=tinhso.core.packs.models.ExactDecoder)),
                ('source', models.CharField(help_text='file:line it was first read from', max_length=400)),
                ('stored_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'ts_packs_object',
                'constraints': [models.UniqueConstraint(fields=('section', 'key', 'digest'), name='ts_packs_object_content')],
            },
        ),
        migrations.CreateModel(
            name='ChangedObject',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('change_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ts_packs.changeset')),
                ('section', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=120)),
                ('body', models.JSONField(decoder=tinhso.core.packs.models.ExactDecoder)),
                ('base', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'db_table': 'ts_packs_changed_object',
                'constraints': [models.UniqueConstraint(fields=('change_set', 'section', 'key'), name='ts_packs_changed_once')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_packs.release')),
                ('stored', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_packs.storedobject')),
                ('section', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=120)),
                ('change_set', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_packs.changeset')),
            ],
            options={
                'db_table': 'ts_packs_entry',
                'constraints': [models.UniqueConstraint(fields=('release', 'section', 'key'), name='ts_packs_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='EarlierBody',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('changed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ts_packs.changedobject')),
                ('number', models.PositiveIntegerField()),
                ('body', models.JSONField(decoder=tinhso.core.packs.models.ExactDecoder)),
            ],
            options={
                'db_table': 'ts_packs_earlier_body',
                'constraints': [models.UniqueConstraint(fields=('changed', 'number'), name='ts_packs_earlier_once')],
            },
        ),
    ]
