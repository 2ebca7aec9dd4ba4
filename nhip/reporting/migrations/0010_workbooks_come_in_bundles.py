"""Gói tệp gửi lại và lần nạp: many workbooks in one upload, files taken in, feeds under keys."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("reporting", "0009_cells_hold_words_and_rosters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bundle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
                ("name", models.TextField()),
                ("read_at", models.DateTimeField(null=True)),
                ("filled_by", models.TextField(blank=True)),
                ("filled_at", models.DateTimeField(null=True)),
                ("incident", models.TextField(blank=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-uploaded_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="BundleFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("name", models.TextField()),
                (
                    "outcome",
                    models.TextField(
                        choices=[
                            ("waiting", "waiting to be read"),
                            ("unchanged", "says nothing new"),
                            ("to_confirm", "to be confirmed"),
                            ("confirmed", "confirmed, being taken in"),
                            ("taken", "taken in"),
                            ("refused", "refused"),
                        ],
                        default="waiting",
                    ),
                ),
                ("revision", models.PositiveIntegerField(null=True)),
                ("is_older", models.BooleanField(default=False)),
                ("cells", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                ("findings", models.JSONField(default=list)),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="reporting.bundle",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.report",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [
                    models.Index(fields=["bundle", "outcome"], name="bundle_files_by_outcome")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bundle", "position"), name="a_file_has_its_place_in_a_bundle"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "refused"), ("reason__gt", "")),
                            models.Q(
                                models.Q(("outcome", "refused"), _negated=True), ("reason", "")
                            ),
                            _connector="OR",
                        ),
                        name="a_file_is_refused_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["waiting", "refused"]),
                            models.Q(("report__isnull", False), ("revision__isnull", False)),
                            _connector="OR",
                        ),
                        name="what_is_to_be_taken_in_has_a_report",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedRun",
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
                            ("observations", "figures of a published series"),
                            ("submissions", "cells of reports"),
                        ]
                    ),
                ),
                ("key", models.TextField(blank=True)),
                ("sha256", models.CharField(max_length=64)),
                ("asked", models.JSONField(default=dict)),
                (
                    "state",
                    models.TextField(
                        choices=[("waiting", "waiting"), ("done", "done"), ("refused", "refused")],
                        default="waiting",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("answer", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("user", "key"),
                        name="a_key_is_used_for_one_feed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at", None), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("finished_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_finished_feed_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("cells", models.PositiveIntegerField()),
                ("taken_by", models.TextField()),
                ("taken_at", models.DateTimeField()),
                ("filled_by", models.TextField(blank=True)),
                ("filled_at", models.DateTimeField(null=True)),
                ("incident", models.TextField(blank=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taken_files",
                        to="reporting.report",
                    ),
                ),
            ],
            options={
                "ordering": ["-taken_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("filled_at", None),
                            ("filled_at__lte", models.F("taken_at")),
                            _connector="OR",
                        ),
                        name="a_file_is_filled_in_before_it_is_taken_in",
                    )
                ],
            },
        ),
    ]
