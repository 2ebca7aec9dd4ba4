"""Phiên bản báo cáo: the immutable value that flows, and where it stands at who received it."""

import datetime as dt
from functools import cached_property

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.documents.models import Document
from nhip.indicators.models import Period
from nhip.organisations.models import Unit
from nhip.reporting.models.obligations import Obligation
from nhip.reporting.models.regimes import FormVersion, Regime
from nhip.reporting.permissions import Permission
from nhip.reporting.rules.forms import Form
from nhip.reporting.rules.report_json import Report as ReportJson
from nhip.reporting.rules.report_json import form_followed, read_report
from nhip.reporting.rules.states import IN_TOTALS, Standing

_HASH_OF_PAYLOAD = Func(
    Func(
        Func(F("payload"), Value("UTF8"), function="convert_to", output_field=models.BinaryField()),
        function="sha256",
        output_field=models.BinaryField(),
    ),
    Value("hex"),
    function="encode",
    output_field=models.TextField(),
)


class ReportVersion(models.Model):
    """Phiên bản báo cáo: canonical ``report.json``, known by its hash, never edited."""

    class Origin(models.TextChoices):
        OWN = "own", _("made here")
        RECEIVED = "received", _("received")

    origin = models.TextField(choices=Origin.choices)
    regime = models.ForeignKey(Regime, models.PROTECT, related_name="versions")
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    payload = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    replaces = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_version_is_named_by_the_hash_of_its_payload",
                condition=Q(sha256=_HASH_OF_PAYLOAD),
            ),
            models.CheckConstraint(
                name="a_later_version_replaces_one_and_says_why",
                condition=Q(number=1, replaces="")
                | (Q(number__gt=1) & ~Q(replaces="") & ~Q(reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["regime", "period", "unit"], name="versions_by_obligation"),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} v{self.number}"

    @cached_property
    def report(self) -> ReportJson:
        """Return what the version says."""
        return read_report(self.payload.encode(), self.form_version.rule)

    @cached_property
    def form(self) -> Form:
        """Return the form with the rows this report has, as it was sent."""
        return form_followed(self.payload.encode(), self.form_version.rule)


class IntakeQuerySet(models.QuerySet["Intake"]):
    """Reads of received reports."""

    def visible_to(self, user: User, *, on: dt.date) -> "IntakeQuerySet":
        """Return the received reports this person may see. Every page starts here."""
        return self.filter(agency__in=scope(user, Permission.VIEW, on=on))

    def of(self, obligation: Obligation) -> "IntakeQuerySet":
        """Return what was received in answer to an obligation, at any agency of this node."""
        return self.filter(
            version__regime=obligation.regime_id,
            version__unit=obligation.unit_id,
            version__period=obligation.period_id,
        )

    def closed(self, obligation: Obligation) -> "IntakeQuerySet":
        """Return the closed reports of an obligation's regime and period."""
        return self.filter(
            version__regime=obligation.regime_id,
            version__period=obligation.period_id,
            standing=Standing.DONE,
        )

    def in_totals(self) -> "IntakeQuerySet":
        """Return the reports whose figures count."""
        return self.filter(standing__in=IN_TOTALS)

    def locked(self, pk: int) -> "Intake":
        """Fetch one received report and hold it until the transaction ends."""
        related = ("version__form_version__form", "version__regime", "version__period", "document")
        return self.select_for_update(of=("self",)).select_related(*related).get(pk=pk)


class Intake(models.Model):
    """Báo cáo đã nhận: where a report version stands at the agency that received it."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="intakes")
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    document = models.OneToOneField(Document, models.PROTECT, related_name="intake")
    standing = models.TextField(choices=[(each.value, each.value) for each in Standing])
    reasons = models.JSONField(default=list)
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "agency"], name="an_agency_takes_in_a_version_once"
            ),
            models.CheckConstraint(
                name="a_returned_report_says_why",
                condition=~Q(standing="returned") | ~Q(reasons=[]),
            ),
            models.CheckConstraint(
                name="a_decision_has_its_time",
                condition=Q(standing__in=["received", "received_again"])
                | Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.standing}"
