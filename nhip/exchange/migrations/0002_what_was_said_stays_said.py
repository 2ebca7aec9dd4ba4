"""Let the database itself refuse to rewrite what agencies said to each other."""

from django.db import migrations

APPEND_ONLY = [
    "exchange_attempt",
    "exchange_neighbourseal",
    "exchange_part",
    "exchange_refusal",
]

GUARD = """
CREATE TRIGGER {table}_is_never_rewritten BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION events_refuse_rewriting();
"""

KEEP_MESSAGES = """
CREATE FUNCTION exchange_keep_what_was_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (OLD.direction, OLD.kind, OLD.message_id, OLD.sender, OLD.recipient, OLD.document_id,
           OLD.header, OLD.code)
          IS DISTINCT FROM
          (NEW.direction, NEW.kind, NEW.message_id, NEW.sender, NEW.recipient, NEW.document_id,
           NEW.header, NEW.code)
       OR (OLD.envelope_sha256 IS NOT NULL
           AND (OLD.envelope_sha256, OLD.digest)
               IS DISTINCT FROM (NEW.envelope_sha256, NEW.digest))
    THEN
        RAISE EXCEPTION 'A message is written once and never altered';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER exchange_message_is_never_rewritten BEFORE UPDATE OR DELETE ON exchange_message
    FOR EACH ROW EXECUTE FUNCTION exchange_keep_what_was_said();
"""
RELEASE_MESSAGES = """
DROP TRIGGER exchange_message_is_never_rewritten ON exchange_message;
DROP FUNCTION exchange_keep_what_was_said();
"""

KEEP_RELAYS = """
CREATE FUNCTION exchange_keep_what_was_relayed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (OLD.hub_id, OLD.message_id, OLD.sender, OLD.recipient, OLD.digest, OLD.envelope_sha256,
           OLD.received_at)
          IS DISTINCT FROM
          (NEW.hub_id, NEW.message_id, NEW.sender, NEW.recipient, NEW.digest, NEW.envelope_sha256,
           NEW.received_at)
    THEN
        RAISE EXCEPTION 'What the hub took over is never altered';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER exchange_relay_is_never_rewritten BEFORE UPDATE OR DELETE ON exchange_relay
    FOR EACH ROW EXECUTE FUNCTION exchange_keep_what_was_relayed();
"""
RELEASE_RELAYS = """
DROP TRIGGER exchange_relay_is_never_rewritten ON exchange_relay;
DROP FUNCTION exchange_keep_what_was_relayed();
"""


class Migration(migrations.Migration):
    """Messages keep their words; attempts, refusals, parts and neighbours' seals are append-only."""

    dependencies = [("exchange", "0001_initial"), ("events", "0002_the_log_is_append_only")]

    operations = [
        *[
            migrations.RunSQL(
                GUARD.format(table=table),
                f"DROP TRIGGER {table}_is_never_rewritten ON {table}",
            )
            for table in APPEND_ONLY
        ],
        migrations.RunSQL(KEEP_MESSAGES, RELEASE_MESSAGES),
        migrations.RunSQL(KEEP_RELAYS, RELEASE_RELAYS),
    ]
