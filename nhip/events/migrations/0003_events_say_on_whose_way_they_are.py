"""Let an event say on whose way it happened; releases before this one may go on writing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_the_log_is_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='trace',
            field=models.CharField(blank=True, db_default="", max_length=32),
        ),
    ]
