"""Let the database itself refuse to renumber, rewrite or lose what was numbered, issued or registered."""

from typing import ClassVar

from django.db import migrations

IDENTITY = (
    "direction",
    "agency_id",
    "kind",
    "number",
    "issued_on",
    "author_code",
    "taken_number_id",
    "signed_at",
    "legal_id",
    "edxml_id",
    "replaces_id",
)
SENT = (*IDENTITY, "state", "file_sha256", "subject", "sealed_at", "stamped_at", "sent_at")
ARRIVED = (
    *IDENTITY,
    "file_sha256",
    "subject",
    "message_id",
    "arrival_number",
    "arrival_year",
    "arrived_at",
)


def _changes(columns: tuple[str, ...]) -> str:
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


REFUSE = f"""
CREATE FUNCTION documents_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER a_number_stays_with_its_document
    BEFORE UPDATE ON documents_document
    FOR EACH ROW WHEN (OLD.direction = 'out' AND OLD.number <> '' AND {_changes(IDENTITY)})
    EXECUTE FUNCTION documents_refuse('a number stays with its document');

CREATE TRIGGER issued_documents_stay_as_they_left
    BEFORE UPDATE ON documents_document
    FOR EACH ROW WHEN (OLD.state = 'issued' AND {_changes(SENT)})
    EXECUTE FUNCTION documents_refuse('an issued document stays as it left');

CREATE TRIGGER arrivals_stay_as_they_came
    BEFORE UPDATE ON documents_document
    FOR EACH ROW WHEN (OLD.direction = 'in' AND {_changes(ARRIVED)})
    EXECUTE FUNCTION documents_refuse('an arrival stays as it came');

CREATE TRIGGER registered_documents_are_kept
    BEFORE DELETE ON documents_document
    FOR EACH ROW WHEN (OLD.number <> '' OR OLD.direction = 'in')
    EXECUTE FUNCTION documents_refuse('a registered document is kept');

CREATE TRIGGER recipients_of_issued_documents_stay
    BEFORE UPDATE OR DELETE ON documents_recipient
    FOR EACH ROW WHEN (OLD.message_id IS NOT NULL)
    EXECUTE FUNCTION documents_keep_recipient();

CREATE TRIGGER taken_numbers_are_append_only
    BEFORE UPDATE OR DELETE ON documents_takennumber
    FOR EACH ROW EXECUTE FUNCTION documents_refuse('a taken number is never given back');

CREATE TRIGGER a_series_runs_forward
    BEFORE UPDATE OR DELETE ON documents_series
    FOR EACH ROW EXECUTE FUNCTION documents_keep_series();

CREATE TRIGGER arrivals_are_counted_forward
    BEFORE UPDATE ON documents_arrivalseries
    FOR EACH ROW WHEN (NEW.next_number < OLD.next_number)
    EXECUTE FUNCTION documents_refuse('arrival numbers only go up');
"""
KEEP_SERIES = """
CREATE FUNCTION documents_keep_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM documents_takennumber WHERE series_id = OLD.id)
       AND (TG_OP = 'DELETE' OR NEW.next_number < OLD.next_number
            OR (NEW.agency_id, NEW.year, NEW."group", NEW.opened_at_number)
               IS DISTINCT FROM (OLD.agency_id, OLD.year, OLD."group", OLD.opened_at_number))
    THEN
        RAISE EXCEPTION '%: a series that gave numbers only goes on', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
KEEP_RECIPIENT = """
CREATE FUNCTION documents_keep_recipient() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.document_id, NEW.code, NEW.name, NEW.message_id)
          IS DISTINCT FROM (OLD.document_id, OLD.code, OLD.name, OLD.message_id)
    THEN
        RAISE EXCEPTION '%: who was sent a document stays so', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
ALLOW = """
DROP TRIGGER recipients_of_issued_documents_stay ON documents_recipient;
DROP TRIGGER a_number_stays_with_its_document ON documents_document;
DROP TRIGGER issued_documents_stay_as_they_left ON documents_document;
DROP TRIGGER arrivals_stay_as_they_came ON documents_document;
DROP TRIGGER registered_documents_are_kept ON documents_document;
DROP TRIGGER taken_numbers_are_append_only ON documents_takennumber;
DROP TRIGGER a_series_runs_forward ON documents_series;
DROP TRIGGER arrivals_are_counted_forward ON documents_arrivalseries;
DROP FUNCTION documents_refuse();
"""


class Migration(migrations.Migration):
    """What was issued stays."""

    dependencies: ClassVar = [("documents", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL(KEEP_SERIES, "DROP FUNCTION documents_keep_series()"),
        migrations.RunSQL(KEEP_RECIPIENT, "DROP FUNCTION documents_keep_recipient()"),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
