from django.db import migrations

GUARD = """
CREATE FUNCTION ts_cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Words about a person may be replaced when its time is up, by who says so for this transaction; nothing else.
    IF TG_OP = 'UPDATE' AND current_setting('tinhso.erasing', true) = 'on'
        AND to_jsonb(NEW) - ARRAY['inputs', 'changes', 'actor_name'] = to_jsonb(OLD) - ARRAY['inputs', 'changes', 'actor_name']
        AND NEW.changes - 'notes' = OLD.changes - 'notes'
    THEN
        RETURN NEW;
    END IF;
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
    replaces = [("ts_cases", "0002_append_only"), ("ts_cases", "0007_erasing")]
    dependencies = [("ts_cases", "0001_tables")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
