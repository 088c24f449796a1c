"""Scans that a person waits for are read first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ts_ocr", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="reading",
            name="urgent",
            field=models.BooleanField(default=False, help_text="a person waits for it at a screen"),
        ),
    ]
