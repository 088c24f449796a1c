from django.db import migrations

TABLES = ("ts_audit_auditentry", "ts_audit_leaf", "ts_audit_node", "ts_audit_treehead")

REFUSE = """
CREATE FUNCTION ts_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the evidence log is append-only: % on % refused', TG_OP, TG_TABLE_NAME;
END
$$
"""


class Migration(migrations.Migration):
    replaces = [("ts_audit", "0002_append_only")]
    dependencies = [("ts_audit", "0001_tables")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION ts_audit_refuse()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER ts_audit_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION ts_audit_refuse()",
                f"DROP TRIGGER ts_audit_append_only ON {table}",
            )
            for table in TABLES
        ),
    ]
