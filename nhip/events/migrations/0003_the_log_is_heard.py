"""Let the database say each event's name and number, and nothing else, when it is committed."""

from django.db import migrations

TELL = """
CREATE FUNCTION events_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('nhip_events', NEW.name || ' ' || NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER events_event_is_told AFTER INSERT ON events_event
    FOR EACH ROW EXECUTE FUNCTION events_tell();
"""

KEEP_SILENT = """
DROP TRIGGER events_event_is_told ON events_event;
DROP FUNCTION events_tell();
"""


class Migration(migrations.Migration):
    """The log is heard."""

    dependencies = [("events", "0002_the_log_is_append_only")]

    operations = [migrations.RunSQL(TELL, KEEP_SILENT)]
