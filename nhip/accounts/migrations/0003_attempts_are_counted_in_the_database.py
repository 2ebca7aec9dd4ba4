from django.db import migrations

# Django's cache in PostgreSQL, as ``createcachetable`` makes it, but not in the write-ahead log:
# what it holds is worth minutes, and a crash may forget it.
MAKE = """
CREATE UNLOGGED TABLE cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX cache_expires ON cache (expires);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_programs_come_with_tokens'),
    ]

    operations = [migrations.RunSQL(MAKE, "DROP TABLE cache")]
