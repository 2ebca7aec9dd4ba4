"""The days off of a year may be entered with the text that decrees them; what was entered stays."""

import django.contrib.postgres.fields
from django.db import migrations, models

KEEP = """
CREATE TRIGGER working_years_are_append_only
    BEFORE UPDATE OR DELETE ON indicators_workingyear
    FOR EACH ROW EXECUTE FUNCTION indicators_refuse_rewriting();
"""
FREE = "DROP TRIGGER working_years_are_append_only ON indicators_workingyear;"


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_figures_refer_to_what_exists"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkingYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.IntegerField()),
                (
                    "days_off",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), size=None
                    ),
                ),
                (
                    "swapped_in",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), size=None
                    ),
                ),
                ("citation", models.TextField()),
                ("actor", models.TextField()),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["year", "-id"], name="working_years_by_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("citation", ""), _negated=True),
                        name="a_working_year_cites_its_text",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEEP, FREE),
    ]
