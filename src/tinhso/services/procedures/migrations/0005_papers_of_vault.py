import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ts_procedures', '0004_catalogue_imports'),
        ('ts_vault', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='declined',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, size=None),
        ),
        migrations.AddField(
            model_name='draft',
            name='prefilled',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='draftpaper',
            name='item',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_vault.item'),
        ),
        migrations.AddField(
            model_name='supplementpaper',
            name='item',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_vault.item'),
        ),
        migrations.AddConstraint(
            model_name='draftpaper',
            constraint=models.UniqueConstraint(fields=('draft', 'paper', 'item'), name='ts_draft_item_once'),
        ),
        migrations.AddConstraint(
            model_name='supplementpaper',
            constraint=models.UniqueConstraint(fields=('case', 'title', 'item'), name='ts_supplement_item_once'),
        ),
    ]
