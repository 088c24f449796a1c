"""One unlogged table: a counter is worth nothing after a crash, and writing it must cost next to nothing."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE UNLOGGED TABLE ts_limits_counter (
                    key bytea NOT NULL,
                    span integer NOT NULL,
                    turn bigint NOT NULL,
                    count integer NOT NULL,
                    PRIMARY KEY (key, span)
                ) WITH (fillfactor = 50);
            """,
            reverse_sql="DROP TABLE ts_limits_counter;",
        ),
    ]
