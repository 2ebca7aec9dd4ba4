"""Regimes, forms, obligations, worksheets, versions and intakes."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import nhip.indicators.models.numeric


class Migration(migrations.Migration):
    """The tables of reporting."""

    initial = True

    dependencies = [
        ("documents", "0002_what_was_issued_stays"),
        ("indicators", "0003_figures_refer_to_what_exists"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.TextField(unique=True)),
                ("title", models.TextField()),
                ("title_en", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.TextField()),
                ("decision_number", models.TextField()),
                ("decision_date", models.DateField()),
                ("decision_issuer", models.TextField()),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("specification", models.JSONField()),
                ("note", models.TextField(blank=True)),
                ("activated_at", models.DateTimeField(null=True)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="reporting.form",
                    ),
                ),
            ],
            options={
                "ordering": ["form", "version"],
            },
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tier", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("frozen_at", models.DateTimeField(null=True)),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ObligationChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("extension", "Extension"),
                            ("exclusion", "Exclusion"),
                            ("restoration", "Restoration"),
                            ("transfer", "Transfer"),
                        ]
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("reason", models.TextField()),
                ("actor", models.TextField()),
                ("changed_at", models.DateTimeField()),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="reporting.obligation",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Regime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("name_en", models.TextField(blank=True)),
                ("regime_class", models.TextField()),
                ("kind", models.TextField()),
                ("calendar", models.TextField(blank=True)),
                ("cut", models.TextField(blank=True)),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("description", models.JSONField()),
                (
                    "status",
                    models.TextField(
                        choices=[("draft", "Draft"), ("active", "Active"), ("ended", "Ended")],
                        default="draft",
                    ),
                ),
                ("activated_at", models.DateTimeField(null=True)),
                ("overlap_reason", models.TextField(blank=True)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regimes",
                        to="reporting.form",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.AddField(
            model_name="obligation",
            name="regime",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="obligations",
                to="reporting.regime",
            ),
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "stage",
                    models.TextField(
                        choices=[
                            ("editing", "editing"),
                            ("put_up", "put_up"),
                            ("returned", "returned"),
                            ("waiting", "waiting"),
                            ("signed", "signed"),
                            ("numbered", "numbered"),
                            ("sealed", "sealed"),
                            ("issued", "issued"),
                        ]
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("reason", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField()),
                ("put_up_at", models.DateTimeField(null=True)),
                ("put_up_by", models.TextField(blank=True)),
                ("waiting_since", models.DateTimeField(null=True)),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="documents.document",
                    ),
                ),
                (
                    "form_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.formversion",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="reporting.obligation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NarrativeText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.TextField()),
                ("text", models.TextField()),
                ("actor", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="narrative",
                        to="reporting.report",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("finding", models.TextField()),
                ("text", models.TextField()),
                ("actor", models.TextField()),
                ("explained_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="explanations",
                        to="reporting.report",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Cell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.TextField()),
                ("column", models.TextField()),
                (
                    "state",
                    models.TextField(
                        choices=[("missing", "missing"), ("nil", "nil"), ("number", "number")]
                    ),
                ),
                (
                    "value",
                    nhip.indicators.models.numeric.NumericField(
                        decimal_places=10, max_digits=30, null=True
                    ),
                ),
                (
                    "origin",
                    models.TextField(
                        choices=[
                            ("typed", "typed"),
                            ("prefilled", "pre-filled"),
                            ("feed", "fed by a system"),
                            ("formula", "computed"),
                        ]
                    ),
                ),
                ("source", models.TextField(blank=True)),
                ("actor", models.TextField()),
                ("entered_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cells",
                        to="reporting.report",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "origin",
                    models.TextField(choices=[("own", "made here"), ("received", "received")]),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("payload", models.TextField()),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("replaces", models.CharField(blank=True, max_length=64)),
                ("reason", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                (
                    "form_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.formversion",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                (
                    "regime",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="reporting.regime",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="report",
            name="corrects",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="reporting.reportversion",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="reporting.reportversion",
            ),
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.TextField(blank=True)),
                ("column", models.TextField(blank=True)),
                ("text", models.TextField()),
                ("actor", models.TextField()),
                ("remarked_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="reporting.report",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.reportversion",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "standing",
                    models.TextField(
                        choices=[
                            ("received", "received"),
                            ("received_again", "received_again"),
                            ("returned", "returned"),
                            ("accepted", "accepted"),
                            ("synthesised", "synthesised"),
                            ("done", "done"),
                            ("replaced", "replaced"),
                        ]
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("received_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intake",
                        to="documents.document",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intakes",
                        to="reporting.reportversion",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(
                fields=("form", "version"), name="a_form_has_each_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("form", "="), ("valid", "&&")],
                name="a_form_has_one_version_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="a_change_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="obligationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at__isnull", False), ("kind", "extension")),
                    models.Q(models.Q(("kind", "extension"), _negated=True), ("due_at", None)),
                    _connector="OR",
                ),
                name="an_extension_says_until_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "transfer"), ("successor__isnull", False)),
                    models.Q(models.Q(("kind", "transfer"), _negated=True), ("successor", None)),
                    _connector="OR",
                ),
                name="a_transfer_says_to_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="regime",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("regime_class__in", ["administrative", "statistical", "internal"])
                ),
                name="secret_reports_have_no_place_here",
            ),
        ),
        migrations.AddConstraint(
            model_name="regime",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"), ("activated_at__isnull", False), _connector="OR"
                ),
                name="an_active_regime_says_since_when",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["unit", "due_at"], name="obligations_by_unit"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["due_at"], name="obligations_by_due_time"),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                fields=("regime", "period", "unit", "tier"),
                name="a_unit_owes_a_report_once_per_period_and_tier",
            ),
        ),
        migrations.AddConstraint(
            model_name="narrativetext",
            constraint=models.UniqueConstraint(
                fields=("report", "section"), name="a_section_is_written_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.UniqueConstraint(
                fields=("report", "finding"), name="a_warning_is_explained_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="an_explanation_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.UniqueConstraint(
                fields=("report", "row", "column"), name="a_cell_is_filled_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "number"), ("value__isnull", False)),
                    models.Q(("state__in", ["missing", "nil"]), ("value", None)),
                    _connector="OR",
                ),
                name="a_cell_has_a_number_exactly_when_it_says_so",
            ),
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origin", "prefilled"), _negated=True),
                    models.Q(("source", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_prefilled_cell_says_from_where",
            ),
        ),
        migrations.AddIndex(
            model_name="reportversion",
            index=models.Index(fields=["regime", "period", "unit"], name="versions_by_obligation"),
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "sha256",
                        models.Func(
                            models.Func(
                                models.Func(
                                    models.F("payload"),
                                    models.Value("UTF8"),
                                    function="convert_to",
                                    output_field=models.BinaryField(),
                                ),
                                function="sha256",
                                output_field=models.BinaryField(),
                            ),
                            models.Value("hex"),
                            function="encode",
                            output_field=models.TextField(),
                        ),
                    )
                ),
                name="a_version_is_named_by_the_hash_of_its_payload",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", 1), ("replaces", "")),
                    models.Q(
                        ("number__gt", 1),
                        models.Q(("replaces", ""), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_later_version_replaces_one_and_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("stage", "issued"), _negated=True),
                fields=["stage"],
                name="reports_under_way_by_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("obligation", "round"), name="an_obligation_has_each_round_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stage", "issued"), _negated=True),
                fields=("obligation",),
                name="one_official_submission_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects", None), ("round", 1)),
                    models.Q(
                        ("corrects__isnull", False),
                        ("round__gt", 1),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_correction_names_what_it_corrects_and_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ["editing", "returned"]),
                    ("version__isnull", False),
                    _connector="OR",
                ),
                name="what_was_put_up_has_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", "waiting"), _negated=True),
                    ("waiting_since__isnull", False),
                    _connector="OR",
                ),
                name="what_waits_for_a_signature_says_since_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ["editing", "put_up", "returned", "waiting"]),
                    ("document__isnull", False),
                    _connector="OR",
                ),
                name="what_is_signed_is_a_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_remark_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.UniqueConstraint(
                fields=("version", "agency"), name="an_agency_takes_in_a_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing", "returned"), _negated=True),
                    models.Q(("reasons", []), _negated=True),
                    _connector="OR",
                ),
                name="a_returned_report_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("standing__in", ["received", "received_again"]),
                    ("decided_at__isnull", False),
                    _connector="OR",
                ),
                name="a_decision_has_its_time",
            ),
        ),
    ]
