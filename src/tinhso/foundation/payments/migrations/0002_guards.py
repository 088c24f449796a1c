from django.db import migrations

GUARD = """
CREATE FUNCTION ts_payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only';
END $$;
CREATE TRIGGER ts_payments_entry_append_only BEFORE UPDATE OR DELETE ON ts_payments_entry
    FOR EACH ROW EXECUTE FUNCTION ts_payments_refuse_change();
"""
UNGUARD = """
DROP TRIGGER ts_payments_entry_append_only ON ts_payments_entry;
DROP FUNCTION ts_payments_refuse_change();
"""


class Migration(migrations.Migration):
    replaces = [("ts_payments", "0002_append_only")]
    dependencies = [("ts_payments", "0001_tables")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
