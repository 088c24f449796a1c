from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ts_files", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
    ]
