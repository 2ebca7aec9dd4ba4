"""Reminders by steps, letters, requests for more time, outages; what was told or declared stays."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE TRIGGER notices_are_append_only
    BEFORE UPDATE OR DELETE ON reporting_notice
    FOR EACH ROW EXECUTE FUNCTION reporting_refuse('a reminder is never edited');

CREATE TRIGGER incidents_are_append_only
    BEFORE UPDATE OR DELETE ON reporting_incident
    FOR EACH ROW EXECUTE FUNCTION reporting_refuse('an incident is never edited');
"""
FREE = """
DROP TRIGGER notices_are_append_only ON reporting_notice;
DROP TRIGGER incidents_are_append_only ON reporting_incident;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0001_initial'),
        ('reporting', '0007_remarks_are_threads_and_parts_are_given'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExtensionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
                ('reason', models.TextField()),
                ('asked_by', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, choices=[('', 'waits for a decision'), ('granted', 'granted'), ('refused', 'refused'), ('expired', 'ran out without a decision')])),
                ('answer_reason', models.TextField(blank=True)),
                ('granted_until', models.DateTimeField(null=True)),
                ('decided_by', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.TextField(unique=True)),
                ('outage', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('enter_by', models.DateTimeField()),
                ('effect', models.TextField(choices=[('move', 'deadlines are moved'), ('mark', 'late entry is marked')])),
                ('reason', models.TextField()),
                ('actor', models.TextField()),
                ('declared_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.TextField(choices=[('queued', 'waits'), ('claimed', 'being sent'), ('sent', 'sent'), ('unknown', 'not known whether it was sent')], default='queued')),
                ('claimed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.TextField()),
                ('audience', models.TextField(choices=[('reporters', 'reporters'), ('leaders', 'leaders'), ('unit', 'unit'), ('above', 'above')])),
                ('due_at', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ReminderChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_mail', models.BooleanField(default=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='obligationchange',
            name='an_extension_says_until_when',
        ),
        migrations.AlterField(
            model_name='obligationchange',
            name='kind',
            field=models.TextField(choices=[('extension', 'Extension'), ('exclusion', 'Exclusion'), ('restoration', 'Restoration'), ('transfer', 'Transfer'), ('incident', 'Outage')]),
        ),
        migrations.AddField(
            model_name='extensionrequest',
            name='obligation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extension_requests', to='reporting.obligation'),
        ),
        migrations.AddField(
            model_name='incident',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit'),
        ),
        migrations.AddField(
            model_name='obligationchange',
            name='incident',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='reporting.incident'),
        ),
        migrations.AddConstraint(
            model_name='obligationchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('kind__in', ['extension', 'incident'])), models.Q(models.Q(('kind__in', ['extension', 'incident']), _negated=True), ('due_at', None)), _connector='OR'), name='an_extension_says_until_when'),
        ),
        migrations.AddConstraint(
            model_name='obligationchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'incident'), _negated=True), ('incident__isnull', False), _connector='OR'), name='an_excuse_names_its_incident'),
        ),
        migrations.AddConstraint(
            model_name='obligationchange',
            constraint=models.UniqueConstraint(fields=('obligation', 'incident'), name='an_incident_changes_an_obligation_once'),
        ),
        migrations.AddField(
            model_name='mailing',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='obligation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='reporting.obligation'),
        ),
        migrations.AddField(
            model_name='notice',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit'),
        ),
        migrations.AddField(
            model_name='mailing',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='reporting.notice'),
        ),
        migrations.AddField(
            model_name='reminderchoice',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='extensionrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('obligation',), name='one_request_for_more_time_is_open_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='extensionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_request_for_more_time_says_why'),
        ),
        migrations.AddConstraint(
            model_name='extensionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('answer', ''), ('decided_at__isnull', False), _connector='OR'), name='a_decision_on_more_time_says_when'),
        ),
        migrations.AddConstraint(
            model_name='extensionrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'granted'), ('granted_until__isnull', False)), models.Q(models.Q(('answer', 'granted'), _negated=True), ('granted_until', None)), _connector='OR'), name='more_time_that_is_granted_says_until_when'),
        ),
        migrations.AddConstraint(
            model_name='extensionrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'refused'), _negated=True), models.Q(('answer_reason', ''), _negated=True), _connector='OR'), name='a_refusal_of_more_time_says_why'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reference', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='an_incident_has_a_reference_and_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('outage__isempty', False), ('outage__lower_inf', False), ('outage__upper_inf', False)), name='an_outage_has_a_beginning_and_an_end'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['unit', 'audience'], name='notices_by_unit'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('obligation', 'step', 'due_at'), name='a_step_is_taken_once_per_report_and_due_time'),
        ),
        migrations.AddIndex(
            model_name='mailing',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['user'], name='letters_that_wait'),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.UniqueConstraint(fields=('notice', 'user'), name='a_person_is_written_to_once_per_notice'),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_at', None), ('state', 'queued')), models.Q(models.Q(('state', 'queued'), _negated=True), ('claimed_at__isnull', False)), _connector='OR'), name='a_letter_is_claimed_before_it_is_sent'),
        ),
        migrations.RunSQL(KEEP, FREE),
    ]
