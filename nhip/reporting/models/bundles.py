"""Gói tệp gửi lại: many workbooks in one upload, what became of each; and every file taken in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.files.models import StoredFile
from nhip.reporting.models.worksheets import Report
from nhip.reporting.rules.declared import Declared
from nhip.reporting.rules.figures import Value, read_plain
from nhip.reporting.rules.forms import Address


class BundleQuerySet(models.QuerySet["Bundle"]):
    """Reads of bundles."""

    def visible_to(self, user: User) -> "BundleQuerySet":
        """Return the bundles this person sent in; nobody else sees what was in them."""
        return self.filter(uploaded_by=user)


class Bundle(models.Model):
    """Gói tệp: a ZIP of workbooks, read by one job; ``read_at`` says when the last was read."""

    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    name = models.TextField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)
    filled_by = models.TextField(blank=True)
    filled_at = models.DateTimeField(null=True)
    incident = models.TextField(blank=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def declared(self) -> Declared:
        """Return what was declared of every file in it."""
        return Declared(self.filled_by, self.filled_at, self.incident)


class BundleFile(models.Model):
    """Một tệp trong gói: whose report it is, what it changes, or why it was refused.

    ``cells`` maps each address that changes to its figure and its place in the workbook; they are
    what was shown, on the ``revision`` that was seen.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        UNCHANGED = "unchanged", _("says nothing new")
        TO_CONFIRM = "to_confirm", _("to be confirmed")
        CONFIRMED = "confirmed", _("confirmed, being taken in")
        TAKEN = "taken", _("taken in")
        REFUSED = "refused", _("refused")

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()
    name = models.TextField()
    outcome = models.TextField(choices=Outcome.choices, default=Outcome.WAITING)
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="+")
    revision = models.PositiveIntegerField(null=True)
    is_older = models.BooleanField(default=False)
    cells = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["bundle", "position"], name="a_file_has_its_place_in_a_bundle"
            ),
            models.CheckConstraint(
                name="a_file_is_refused_with_a_reason",
                condition=Q(outcome="refused", reason__gt="")
                | ~Q(outcome="refused") & Q(reason=""),
            ),
            models.CheckConstraint(
                name="what_is_to_be_taken_in_has_a_report",
                condition=Q(outcome__in=["waiting", "refused"])
                | Q(report__isnull=False, revision__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["bundle", "outcome"], name="bundle_files_by_outcome")]

    def __str__(self) -> str:
        return self.name

    @property
    def entries(self) -> dict[Address, Value]:
        """Return the figures the file was shown to change."""
        return {
            Address(*at.split("!", 1)): read_plain(said) for at, (said, _) in self.cells.items()
        }

    def place(self, address: Address) -> str:
        """Return where in the workbook a figure stands."""
        return str(self.cells[str(address)][1])


class TakenFile(models.Model):
    """Tệp đã nhập: which file filled a report, who sent it in, and who filled it in as declared."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="taken_files")
    name = models.TextField()
    sha256 = models.CharField(max_length=64, blank=True)
    cells = models.PositiveIntegerField()
    taken_by = models.TextField()
    taken_at = models.DateTimeField()
    filled_by = models.TextField(blank=True)
    filled_at = models.DateTimeField(null=True)
    incident = models.TextField(blank=True)

    class Meta:
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_file_is_filled_in_before_it_is_taken_in",
                condition=Q(filled_at=None) | Q(filled_at__lte=models.F("taken_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def declared(self) -> Declared:
        """Return what was declared of it."""
        return Declared(self.filled_by, self.filled_at, self.incident)
