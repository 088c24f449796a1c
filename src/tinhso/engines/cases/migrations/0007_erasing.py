from django.db import migrations

LET = """
CREATE OR REPLACE FUNCTION ts_cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
REFUSE = """
CREATE OR REPLACE FUNCTION ts_cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of a case are append-only';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ts_cases", "0006_search_narrowed")]

    operations = [migrations.RunSQL(LET, REFUSE)]
