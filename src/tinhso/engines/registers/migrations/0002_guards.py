from django.db import migrations

#: Where the tables of registers stand, and what keeps their history as it was.
GUARD = """
CREATE SCHEMA IF NOT EXISTS registers;
CREATE FUNCTION ts_registers_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of a record is append-only';
END $$;
"""
UNGUARD = """
DROP SCHEMA registers CASCADE;
DROP FUNCTION ts_registers_refuse_change();
"""


class Migration(migrations.Migration):
    replaces = [("ts_registers", "0002_tables")]
    dependencies = [("ts_registers", "0001_tables")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
