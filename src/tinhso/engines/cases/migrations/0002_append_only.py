from django.db import migrations

GUARD = """
CREATE FUNCTION ts_cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of a case are append-only';
END $$;
CREATE TRIGGER ts_cases_event_append_only BEFORE UPDATE OR DELETE ON ts_cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION ts_cases_refuse_change();
"""
UNGUARD = """
DROP TRIGGER ts_cases_event_append_only ON ts_cases_caseevent;
DROP FUNCTION ts_cases_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("ts_cases", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
