import django.db.models.deletion
import tinhso.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_signing', '0001_initial')]

    initial = True

    dependencies = [
        ('ts_files', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('serial', models.CharField(help_text='hexadecimal', max_length=40, unique=True)),
                ('role', models.CharField(choices=[('signer', 'signer'), ('seal', 'seal')], max_length=10)),
                ('holder_id', models.UUIDField(help_text='account of a signer, unit of a seal')),
                ('common_name', models.CharField(max_length=200)),
                ('organisation', models.CharField(max_length=200)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('pem', models.TextField()),
                ('issued_at', models.DateTimeField()),
                ('valid_to', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_reason', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'db_table': 'ts_signing_certificate',
                'indexes': [models.Index(fields=['holder_id', 'role'], name='ts_signing_holder')],
            },
        ),
        migrations.CreateModel(
            name='SignedDocument',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12, unique=True)),
                ('draft', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('title', models.CharField(max_length=300)),
                ('signer_account_id', models.UUIDField()),
                ('signer_name', models.CharField(max_length=200)),
                ('signer_title', models.CharField(max_length=200)),
                ('unit_id', models.UUIDField()),
                ('unit_name', models.CharField(max_length=300)),
                ('signed_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_reason', models.CharField(blank=True, max_length=500)),
                ('revoked_by_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'ts_signing_document',
                'indexes': [models.Index(fields=['unit_id', '-signed_at'], name='ts_signing_unit')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_signing.signeddocument')),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_signing.certificate')),
                ('role', models.CharField(choices=[('signer', 'signer'), ('seal', 'seal')], max_length=10)),
                ('digest', models.CharField(help_text='SHA-256 of the signature value', max_length=64, unique=True)),
                ('signed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'ts_signing_signature',
                'constraints': [models.UniqueConstraint(fields=('document', 'role'), name='ts_signing_one_signature_a_role')],
            },
        ),
    ]
