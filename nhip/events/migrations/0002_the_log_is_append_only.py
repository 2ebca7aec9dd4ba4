"""Let the database itself refuse UPDATE, DELETE and TRUNCATE of events and seals."""

from django.db import migrations

TABLES = ["events_event", "events_seal", "events_sealhead"]

REFUSE = """
CREATE FUNCTION events_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The table % is append-only', TG_TABLE_NAME;
END
$$;
"""

GUARD = """
CREATE TRIGGER {table}_is_never_rewritten BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION events_refuse_rewriting();
CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse_rewriting();
"""

RELEASE = """
DROP TRIGGER {table}_is_never_rewritten ON {table};
DROP TRIGGER {table}_is_never_emptied ON {table};
"""


class Migration(migrations.Migration):
    """The log is append-only."""

    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION events_refuse_rewriting()"),
        *[
            migrations.RunSQL(GUARD.format(table=table), RELEASE.format(table=table))
            for table in TABLES
        ],
    ]
