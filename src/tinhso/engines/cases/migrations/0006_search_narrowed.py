import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models
from django.db.models import Func


class Migration(migrations.Migration):
    """The index of names knows the units and the span of days too. The table is written anew: half a minute a million."""

    dependencies = [("ts_cases", "0005_applicant_key")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="ts_case_search"),
        migrations.RemoveField(model_name="case", name="search"),
        migrations.AddField(
            model_name="case",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=Func(
                    django.contrib.postgres.search.SearchVector("applicant_folded", config="simple"),
                    Func(
                        Func("unit", template="'u' || replace(%(expressions)s::text, '-', '')"),
                        Func("receiving_unit", template="'u' || replace(%(expressions)s::text, '-', '')"),
                        Func(
                            "filed_at",
                            template=(
                                "'d' || (((%(expressions)s AT TIME ZONE 'UTC')::date - DATE '2000-01-01') / 32)::text"
                            ),
                        ),
                        template="array_to_tsvector(ARRAY[%(expressions)s])",
                    ),
                    arg_joiner=" || ",
                    template="%(expressions)s",
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="ts_case_search"),
        ),
    ]
