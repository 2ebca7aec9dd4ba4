"""Reminders, people on duty, alerts seen to; reminders and what was said of alerts stay."""


import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE TRIGGER reminders_are_append_only
    BEFORE UPDATE OR DELETE ON reporting_urge
    FOR EACH ROW EXECUTE FUNCTION reporting_refuse('a reminder is never edited');

CREATE TRIGGER acknowledgements_are_append_only
    BEFORE UPDATE OR DELETE ON reporting_acknowledgement
    FOR EACH ROW EXECUTE FUNCTION reporting_refuse('an acknowledgement is never edited');
"""
FREE = """
DROP TRIGGER reminders_are_append_only ON reporting_urge;
DROP TRIGGER acknowledgements_are_append_only ON reporting_acknowledgement;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0001_initial'),
        ('reporting', '0002_versions_are_immutable'),
    ]

    operations = [
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField()),
                ('subject', models.TextField()),
                ('note', models.TextField()),
                ('actor', models.TextField()),
                ('acknowledged_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject'), name='an_alert_is_acknowledged_once'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='an_acknowledgement_says_how')],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('telephone', models.TextField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('valid', '&&')], name='one_person_is_on_duty_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('telephone', ''), _negated=True)), name='who_is_on_duty_can_be_called')],
            },
        ),
        migrations.CreateModel(
            name='Urge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.TextField(choices=[('notice', "shown in the unit's work"), ('telephone', 'to be called')])),
                ('address', models.TextField(blank=True)),
                ('actor', models.TextField()),
                ('urged_at', models.DateTimeField()),
                ('quiet', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='urges', to='reporting.obligation')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('obligation', '='), ('quiet', '&&')], name='a_unit_is_urged_once_an_hour')],
            },
        ),
        migrations.RunSQL(KEEP, FREE),
    ]
