"""Requests for reports outside the calendar, and those that pass them on; they stay as asked."""

import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE TRIGGER requests_are_append_only
    BEFORE UPDATE OR DELETE ON reporting_adhocrequest
    FOR EACH ROW EXECUTE FUNCTION reporting_refuse('a request is never edited');
"""
FREE = "DROP TRIGGER requests_are_append_only ON reporting_adhocrequest;"


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0001_initial'),
        ('reporting', '0010_workbooks_come_in_bundles'),
    ]

    operations = [
        migrations.AlterField(
            model_name='extensionrequest',
            name='answer',
            field=models.TextField(blank=True, choices=[('', 'waits for a decision'), ('granted', 'granted'), ('refused', 'not granted'), ('expired', 'ran out without a decision')]),
        ),
        migrations.AlterField(
            model_name='mailing',
            name='state',
            field=models.TextField(choices=[('queued', 'waits'), ('claimed', 'being sent'), ('sent', 'sent'), ('refused', 'refused by the mail server'), ('unknown', 'not known whether it was sent')], default='queued'),
        ),
        migrations.CreateModel(
            name='AdHocRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('asked_by', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asked_below', to='reporting.obligation')),
                ('regime', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='request', to='reporting.regime')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('parent',), name='what_is_owed_is_asked_below_by_one_request'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_request_says_why')],
            },
        ),
        migrations.RunSQL(KEEP, FREE),
    ]
