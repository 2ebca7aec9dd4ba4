"""Let the database itself refuse to rewrite what a check once found."""

from django.db import migrations

GUARD = """
CREATE TRIGGER signing_verification_is_never_rewritten
    BEFORE UPDATE OR DELETE ON signing_verification
    FOR EACH ROW EXECUTE FUNCTION events_refuse_rewriting();
"""


class Migration(migrations.Migration):
    """Verdicts are append-only."""

    dependencies = [("signing", "0001_initial"), ("events", "0002_the_log_is_append_only")]

    operations = [
        migrations.RunSQL(
            GUARD, "DROP TRIGGER signing_verification_is_never_rewritten ON signing_verification"
        ),
    ]
