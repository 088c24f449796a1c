# A token that was made before says no more than that a password was known when it was made.
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ts_identity", "0003_personproof")]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="level",
            field=models.CharField(
                choices=[
                    ("password", "Mật khẩu"),
                    ("eid-1", "Định danh điện tử mức 1"),
                    ("two-factor", "Hai lớp: mật khẩu với mã xác thực, hoặc khóa truy cập"),
                    ("eid-2", "Định danh điện tử mức 2"),
                ],
                max_length=12,
                default="password",
            ),
            preserve_default=False,
        ),
        migrations.AddField(model_name="apitoken", name="proved_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL("UPDATE ts_identity_apitoken SET proved_at = created_at", migrations.RunSQL.noop),
        migrations.AlterField(model_name="apitoken", name="proved_at", field=models.DateTimeField()),
    ]
