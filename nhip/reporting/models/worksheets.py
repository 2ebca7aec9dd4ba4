"""Báo cáo đang lập: the worksheet of one obligation, its cells, text and remarks."""

import datetime as dt
from collections.abc import Mapping

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.documents.models import Document, Recipient
from nhip.exchange.rules.letters import StatusCode
from nhip.indicators.models.numeric import NumericField
from nhip.reporting.models.obligations import Obligation
from nhip.reporting.models.regimes import FormVersion
from nhip.reporting.models.rosters import rosters_held
from nhip.reporting.models.versions import ReportVersion
from nhip.reporting.permissions import Permission
from nhip.reporting.rules.figures import State, Value
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.rosters import spread
from nhip.reporting.rules.states import Stage

_UNSIGNED = ["editing", "put_up", "returned", "waiting"]


class ReportQuerySet(models.QuerySet["Report"]):
    """Reads of worksheets."""

    def visible_to(self, user: User, *, on: dt.date) -> "ReportQuerySet":
        """Return the reports this person may see. Every page starts here."""
        return self.filter(obligation__unit__in=scope(user, Permission.VIEW, on=on))

    def locked(self, pk: int) -> "Report":
        """Fetch one report with what it stands on, and hold it until the transaction ends."""
        return self.select_for_update(of=("self",)).whole().get(pk=pk)

    def whole(self) -> "ReportQuerySet":
        """Return reports together with obligation, regime, unit, period and form."""
        return self.select_related(
            "obligation__regime",
            "obligation__unit",
            "obligation__period__calendar",
            "form_version__form",
            "version__form_version__form",
            "corrects",
            "document",
        )

    def without_page(self, *, before: dt.datetime) -> "ReportQuerySet":
        """Return the reports put up before a moment whose page was never set."""
        return self.filter(stage=Stage.PUT_UP, document=None, put_up_at__lt=before)

    def stuck(self, *, before: dt.datetime) -> "ReportQuerySet":
        """Return the reports that wait since before a moment, though nobody is asked to sign."""
        return self.filter(
            stage=Stage.WAITING, waiting_since__lt=before, document__state=Document.State.DRAFT
        )

    def sent_back(self) -> "ReportQuerySet":
        """Bị trả lại: return what a recipient returned and no correction answers yet."""
        returned = Recipient.objects.filter(
            document=OuterRef("document"), status=StatusCode.REFUSED
        )
        later = Report.objects.filter(
            obligation=OuterRef("obligation"), round__gt=OuterRef("round")
        )
        return self.filter(Exists(returned), ~Exists(later), stage=Stage.ISSUED)

    def latest_issued(self, obligation: Obligation) -> "Report | None":
        """Return the newest report of an obligation that has left."""
        issued = self.filter(obligation=obligation, stage=Stage.ISSUED).order_by("-round")
        return issued.select_related("version").first()


class Report(models.Model):
    """Báo cáo: the worksheet of one obligation. A correction after sending is the next round."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="reports")
    round = models.PositiveSmallIntegerField(default=1)
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    stage = models.TextField(choices=[(each.value, each.value) for each in Stage])
    revision = models.PositiveIntegerField(default=0)
    corrects = models.ForeignKey(
        ReportVersion, models.PROTECT, null=True, related_name="corrections"
    )
    reason = models.TextField(blank=True)
    version = models.ForeignKey(ReportVersion, models.PROTECT, null=True, related_name="reports")
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="report")
    opened_at = models.DateTimeField()
    put_up_at = models.DateTimeField(null=True)
    put_up_by = models.TextField(blank=True)
    waiting_since = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "round"], name="an_obligation_has_each_round_once"
            ),
            models.UniqueConstraint(
                fields=["obligation"],
                condition=~Q(stage="issued"),
                name="one_official_submission_at_a_time",
            ),
            models.CheckConstraint(
                name="a_correction_names_what_it_corrects_and_says_why",
                condition=Q(round=1, corrects=None)
                | (Q(round__gt=1, corrects__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="what_was_put_up_has_a_version",
                condition=Q(stage__in=["editing", "returned"]) | Q(version__isnull=False),
            ),
            models.CheckConstraint(
                name="what_waits_for_a_signature_says_since_when",
                condition=~Q(stage="waiting") | Q(waiting_since__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_signed_is_a_document",
                condition=Q(stage__in=_UNSIGNED) | Q(document__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["stage"],
                condition=~Q(stage="issued"),
                name="reports_under_way_by_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} ({self.round})"

    @property
    def held(self) -> dict[Address, Value]:
        """Return all that is kept: cells, rosters, and what stood in rows that were taken away."""
        return {cell.address: cell.given for cell in self.cells.all()}

    @property
    def figures(self) -> dict[Address, Value]:
        """Return what the cells hold."""
        held = self.held
        if not self.form_version.rule.templates:
            return held
        form = self._form(held)
        return {address: value for address, value in held.items() if address in form.open}

    @property
    def form(self) -> Form:
        """Return the form with the rows this report has."""
        return self.form_with({})

    def form_with(self, entries: Mapping[Address, Value]) -> Form:
        """Return the form with the rows this report would have, were these entered."""
        if not self.form_version.rule.templates:
            return self.form_version.rule
        return self._form(self.held | dict(entries))

    def _form(self, held: Mapping[Address, Value]) -> Form:
        rule, day = self.form_version.rule, self.obligation.period.span.last_date
        return spread(rule, rosters_held(rule, held, on=day))

    @property
    def texts(self) -> dict[str, str]:
        """Return what was written under each heading, placeholders unfilled."""
        return {text.section: text.text for text in self.narrative.all()}


class Cell(models.Model):
    """Ô số liệu: one figure or answer of a worksheet, who gave it and how it came there.

    The keys of a repeated row's rows are an answer too (``rules.rosters``).
    """

    class Origin(models.TextChoices):
        TYPED = "typed", _("typed")
        PREFILLED = "prefilled", _("pre-filled")
        FEED = "feed", _("fed by a system")
        FILE = "file", _("read from a workbook")
        FORMULA = "formula", _("computed")

    report = models.ForeignKey(Report, models.CASCADE, related_name="cells")
    row = models.TextField()
    column = models.TextField()
    state = models.TextField(choices=[(each.value, each.value) for each in State])
    value = NumericField(max_digits=30, decimal_places=10, null=True)
    text = models.TextField(blank=True, db_default="")
    origin = models.TextField(choices=Origin.choices)
    source = models.TextField(blank=True)
    actor = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "row", "column"], name="a_cell_is_filled_once"
            ),
            models.CheckConstraint(
                name="a_cell_has_a_number_or_words_exactly_when_it_says_so",
                condition=Q(state="number", value__isnull=False, text="")
                | (Q(state="written", value=None) & ~Q(text=""))
                | Q(state__in=["missing", "nil"], value=None, text=""),
            ),
            models.CheckConstraint(
                name="a_prefilled_cell_says_from_where",
                condition=~Q(origin="prefilled") | ~Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row}!{self.column}"

    @property
    def address(self) -> Address:
        """Return where the cell stands."""
        return Address(self.row, self.column)

    @property
    def given(self) -> Value:
        """Return the value with its state."""
        return Value(State(self.state), self.value, self.text)


class NarrativeText(models.Model):
    """Phần lời: what was written under one heading of the outline, placeholders unfilled."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="narrative")
    section = models.TextField()
    text = models.TextField()
    actor = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "section"], name="a_section_is_written_once"),
        ]

    def __str__(self) -> str:
        return self.section


class Explanation(models.Model):
    """Giải trình: why a warning may stand."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="explanations")
    finding = models.TextField()
    text = models.TextField()
    actor = models.TextField()
    explained_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "finding"], name="a_warning_is_explained_once"
            ),
            models.CheckConstraint(name="an_explanation_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.finding


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Reads of remarks."""

    def threads(self) -> "RemarkQuerySet":
        """Return the first remark of each thread, oldest first."""
        return self.filter(thread=None).select_related("assignee")

    def unsettled(self) -> "RemarkQuerySet":
        """Return the threads that wait for somebody."""
        return self.threads().filter(settled_at=None)

    def locked(self, pk: int) -> "Remark":
        """Fetch one remark and hold it until the transaction ends."""
        related = ("report__obligation", "report__form_version__form")
        return self.select_for_update(of=("self",)).select_related(*related).get(pk=pk)


class Remark(models.Model):
    """Ý kiến: said of one cell or (without address) of the whole report, answered in a thread.

    One with a version is a reason for which that version was returned. An answer names the
    remark its thread began with; who is asked and who settled it stand with the first.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="remarks")
    version = models.ForeignKey(ReportVersion, models.PROTECT, null=True, related_name="+")
    thread = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    row = models.TextField(blank=True)
    column = models.TextField(blank=True)
    text = models.TextField()
    actor = models.TextField()
    remarked_at = models.DateTimeField()
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="a_remark_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="an_answer_is_settled_with_its_thread",
                condition=Q(thread=None) | Q(settled_at=None, assignee=None, version=None),
            ),
            models.CheckConstraint(
                name="a_settled_remark_says_by_whom",
                condition=Q(settled_at=None, settled_by="")
                | (Q(settled_at__isnull=False) & ~Q(settled_by="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["assignee"],
                condition=Q(thread=None, settled_at=None),
                name="unsettled_remarks_by_assignee",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def address(self) -> Address:
        """Return the cell it speaks of; empty when it speaks of the whole report."""
        return Address(self.row, self.column)
