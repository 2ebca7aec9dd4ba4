"""Let the database itself refuse to rewrite, delete or empty figures and deliveries.

A figure may be superseded once and a delivery withdrawn once; that is all.
"""

from django.db import migrations

KEY = "indicator_id, period_id, unit_id, disaggregation, measure, vintage"
FIGURE = ("superseded_at", f"id, delivery_id, {KEY}, state, value, accepted_at")
DELIVERY = ("withdrawn_at", "id, origin, version_sha256, source, source_date, accepted_at")
TABLES = {
    "indicators_observation": FIGURE,
    "indicators_rival": FIGURE,
    "indicators_delivery": DELIVERY,
}

REFUSE = """
CREATE FUNCTION indicators_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The table % is append-only', TG_TABLE_NAME;
END
$$;
"""

GUARD = """
CREATE TRIGGER {table}_is_ended_once BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN (OLD.{end} IS NOT NULL OR NEW.{end} IS NULL OR ({old}) IS DISTINCT FROM ({new}))
    EXECUTE FUNCTION indicators_refuse_rewriting();
CREATE TRIGGER {table}_is_never_deleted BEFORE DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION indicators_refuse_rewriting();
CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION indicators_refuse_rewriting();
"""

RELEASE = """
DROP TRIGGER {table}_is_ended_once ON {table};
DROP TRIGGER {table}_is_never_deleted ON {table};
DROP TRIGGER {table}_is_never_emptied ON {table};
"""


def guard(table: str) -> migrations.RunSQL:
    """Return the operation that protects one table."""
    end, columns = TABLES[table]
    names = columns.split(", ")
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
    return migrations.RunSQL(
        GUARD.format(table=table, end=end, old=old, new=new), RELEASE.format(table=table)
    )


class Migration(migrations.Migration):
    """Figures are append-only."""

    dependencies = [("indicators", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION indicators_refuse_rewriting()"),
        *[guard(table) for table in TABLES],
    ]
