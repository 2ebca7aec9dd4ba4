"""Keep the references of figures once per statement, and what they refer to for ever.

PostgreSQL checks foreign keys row by row: four of them took more than half of
the time of a bulk write. One trigger per statement checks all its new rows at
once. Indicators and periods are never deleted; units not while figures name them.
"""

from django.db import migrations

FIGURES = ["indicators_observation", "indicators_rival"]
PARENTS = {
    "delivery_id": "indicators_delivery",
    "indicator_id": "indicators_indicator",
    "period_id": "indicators_period",
    "unit_id": "organisations_unit",
}

STRAY = """
    SELECT '{column} ' || {column} INTO stray
    FROM (SELECT DISTINCT {column} FROM fresh) AS named
    WHERE NOT EXISTS (SELECT FROM {parent} AS parent WHERE parent.id = {column}) LIMIT 1;
    IF stray IS NOT NULL THEN
        RAISE foreign_key_violation USING MESSAGE = 'A figure refers to nothing: ' || stray;
    END IF;
"""

CHECK = """
CREATE FUNCTION indicators_figures_refer_to_what_exists() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stray text;
BEGIN
{strays}
    RETURN NULL;
END
$$;
CREATE FUNCTION indicators_keep_named_units() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM indicators_observation WHERE unit_id = OLD.id)
        OR EXISTS (SELECT FROM indicators_rival WHERE unit_id = OLD.id) THEN
        RAISE foreign_key_violation USING MESSAGE = 'Figures name this unit';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER units_with_figures_stay BEFORE DELETE ON organisations_unit
    FOR EACH ROW EXECUTE FUNCTION indicators_keep_named_units();
CREATE TRIGGER indicators_stay BEFORE DELETE ON indicators_indicator
    FOR EACH ROW EXECUTE FUNCTION indicators_refuse_rewriting();
CREATE TRIGGER periods_stay BEFORE DELETE ON indicators_period
    FOR EACH ROW EXECUTE FUNCTION indicators_refuse_rewriting();
""".format(
    strays="".join(STRAY.format(column=column, parent=parent) for column, parent in PARENTS.items())
)

UNCHECK = """
DROP TRIGGER periods_stay ON indicators_period;
DROP TRIGGER indicators_stay ON indicators_indicator;
DROP TRIGGER units_with_figures_stay ON organisations_unit;
DROP FUNCTION indicators_keep_named_units();
DROP FUNCTION indicators_figures_refer_to_what_exists();
"""

ATTACH = """
CREATE TRIGGER {table}_refers_to_what_exists AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION indicators_figures_refer_to_what_exists();
"""


class Migration(migrations.Migration):
    """No figure points at nothing."""

    dependencies = [("indicators", "0002_figures_are_never_rewritten")]

    operations = [
        migrations.RunSQL(CHECK, UNCHECK),
        *[
            migrations.RunSQL(
                ATTACH.format(table=table), f"DROP TRIGGER {table}_refers_to_what_exists ON {table}"
            )
            for table in FIGURES
        ],
    ]
