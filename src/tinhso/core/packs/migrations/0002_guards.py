from django.db import migrations

FORBID = """
CREATE FUNCTION ts_packs_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ts_packs_object_immutable BEFORE UPDATE OR DELETE ON ts_packs_object
    FOR EACH ROW EXECUTE FUNCTION ts_packs_refuse_change();
CREATE TRIGGER ts_packs_release_immutable BEFORE UPDATE OR DELETE ON ts_packs_release
    FOR EACH ROW EXECUTE FUNCTION ts_packs_refuse_change();
CREATE TRIGGER ts_packs_entry_immutable BEFORE UPDATE OR DELETE ON ts_packs_entry
    FOR EACH ROW EXECUTE FUNCTION ts_packs_refuse_change();
"""
ALLOW = """
DROP TRIGGER ts_packs_entry_immutable ON ts_packs_entry;
DROP TRIGGER ts_packs_release_immutable ON ts_packs_release;
DROP TRIGGER ts_packs_object_immutable ON ts_packs_object;
DROP FUNCTION ts_packs_refuse_change();
"""


class Migration(migrations.Migration):
    """Rows of the packs are written once: the database refuses to change or delete them."""

    replaces = [("ts_packs", "0002_immutable")]
    dependencies = [("ts_packs", "0001_tables")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
