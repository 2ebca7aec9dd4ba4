"""Let the database itself refuse to edit what was put up, frozen or changed by a dated row."""

from typing import ClassVar

from django.db import migrations

REFUSE = """
CREATE FUNCTION reporting_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0]
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER versions_are_immutable
    BEFORE UPDATE OR DELETE ON reporting_reportversion
    FOR EACH ROW EXECUTE FUNCTION reporting_refuse('a report version is never edited');

CREATE TRIGGER changes_are_append_only
    BEFORE UPDATE OR DELETE ON reporting_obligationchange
    FOR EACH ROW EXECUTE FUNCTION reporting_refuse('a change of an obligation is never edited');

CREATE TRIGGER frozen_obligations_stay
    BEFORE UPDATE ON reporting_obligation
    FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL AND NEW IS DISTINCT FROM OLD)
    EXECUTE FUNCTION reporting_refuse('a frozen obligation is changed by dated rows only');

CREATE TRIGGER frozen_obligations_are_kept
    BEFORE DELETE ON reporting_obligation
    FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL)
    EXECUTE FUNCTION reporting_refuse('a frozen obligation is changed by dated rows only');

CREATE TRIGGER forms_in_use_do_not_change
    BEFORE UPDATE ON reporting_formversion
    FOR EACH ROW WHEN (
        OLD.activated_at IS NOT NULL
        AND (OLD.form_id, OLD.version, OLD.specification, OLD.decision_number, OLD.decision_date)
            IS DISTINCT FROM
            (NEW.form_id, NEW.version, NEW.specification, NEW.decision_number, NEW.decision_date))
    EXECUTE FUNCTION reporting_refuse('a form in use changes only by a new version');

CREATE TRIGGER forms_in_use_are_kept
    BEFORE DELETE ON reporting_formversion
    FOR EACH ROW WHEN (OLD.activated_at IS NOT NULL)
    EXECUTE FUNCTION reporting_refuse('a form in use changes only by a new version');
"""
ALLOW = """
DROP TRIGGER versions_are_immutable ON reporting_reportversion;
DROP TRIGGER changes_are_append_only ON reporting_obligationchange;
DROP TRIGGER frozen_obligations_stay ON reporting_obligation;
DROP TRIGGER frozen_obligations_are_kept ON reporting_obligation;
DROP TRIGGER forms_in_use_do_not_change ON reporting_formversion;
DROP TRIGGER forms_in_use_are_kept ON reporting_formversion;
DROP FUNCTION reporting_refuse();
"""


class Migration(migrations.Migration):
    """Versions, frozen obligations, their changes and forms in use stay as they are."""

    dependencies: ClassVar = [("reporting", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(REFUSE, ALLOW)]
