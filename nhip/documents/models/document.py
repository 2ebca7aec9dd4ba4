"""Văn bản: one document an agency sends or receives, its recipients and its approvals."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.documents.models.competence import SigningCompetence
from nhip.documents.models.series import TakenNumber
from nhip.documents.permissions import Permission
from nhip.documents.rules.deliveries import ARRIVED, REFUSED
from nhip.documents.rules.numbering import Numbered
from nhip.documents.rules.page import Box
from nhip.exchange.models import Message
from nhip.files.models import StoredFile
from nhip.organisations.models import Unit
from nhip.signing.models import SigningRequest


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reads of documents."""

    def visible_to(self, user: User, *, on: dt.date) -> "DocumentQuerySet":
        """Return the documents this person may see. Every page starts here."""
        return self.filter(agency__in=scope(user, Permission.VIEW, on=on))

    def locked(self, pk: int) -> "Document":
        """Fetch one document and hold it until the transaction ends."""
        return self.select_for_update().get(pk=pk)

    def outgoing(self) -> "DocumentQuerySet":
        """Return the documents the agencies of this node issue."""
        return self.filter(direction=Document.Direction.OUT)

    def incoming(self) -> "DocumentQuerySet":
        """Return the documents that came to the agencies of this node."""
        return self.filter(direction=Document.Direction.IN)

    def for_the_clerk(self) -> "DocumentQuerySet":
        """Return the documents that have their number and wait for the agency's signatures."""
        return self.outgoing().filter(state=Document.State.NUMBERED).order_by("signed_at")

    def before_their_signers(self) -> "DocumentQuerySet":
        """Return the documents whose signers were asked for a signature."""
        return self.filter(state=Document.State.WAITING).order_by("id")

    def to_be_sent(self) -> "DocumentQuerySet":
        """Return the sealed documents that have not left yet."""
        return self.filter(state=Document.State.SEALED).order_by("sealed_at")

    def same_as(self, document: "Document") -> "DocumentQuerySet":
        """Return earlier arrivals with this one's identity, or its number and author.

        Decree 30/2020, annex VI, part III.1.h: the clerk is alerted to either.
        """
        return (
            self.incoming()
            .filter(
                Q(edxml_id=document.edxml_id) | Q(sameness=document.sameness),
                agency=document.agency,
            )
            .exclude(pk=document.pk)
            .order_by("arrived_at")
        )


class Document(models.Model):
    """Văn bản: one document in the registers of one agency."""

    class Direction(models.TextChoices):
        OUT = "out", _("Outgoing")
        IN = "in", _("Incoming")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        DISCARDED = "discarded", _("Discarded")
        WAITING = "waiting", _("Waiting for the signer's device")
        NUMBERED = "numbered", _("Signed and numbered")
        SEALED = "sealed", _("Sealed")
        ISSUED = "issued", _("Issued")
        REGISTERED = "registered", _("Registered")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")

    class Urgency(models.IntegerChoices):
        NORMAL = 0, _("Normal")
        URGENT = 1, _("Urgent")
        VERY_URGENT = 2, _("Very urgent")
        EXPRESS = 3, _("Express")
        TIMED_EXPRESS = 4, _("Express at a set hour")

    direction = models.TextField(choices=Direction.choices)
    state = models.TextField(choices=State.choices)
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.TextField()
    kind_name = models.TextField()
    notation = models.TextField()
    number = models.TextField(blank=True)
    issued_on = models.DateField(null=True)
    place = models.TextField(blank=True)
    subject = models.TextField()
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.NORMAL)
    author_code = models.TextField()
    author_name = models.TextField()
    prepared_by = models.JSONField(default=list)
    signer_name = models.TextField(blank=True)
    signer_standing = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", db_column="file_sha256")
    boxes = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    competence = models.ForeignKey(
        SigningCompetence, models.PROTECT, null=True, related_name="documents"
    )
    signing_request = models.ForeignKey(SigningRequest, models.PROTECT, null=True, related_name="+")
    taken_number = models.OneToOneField(
        TakenNumber, models.PROTECT, null=True, related_name="document"
    )
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    replace_reason = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    stamp_patience = models.DurationField(default=dt.timedelta(0))
    times_are_proven = models.BooleanField(default=False)
    stamped_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    legal_id = models.TextField(blank=True)
    edxml_id = models.TextField(blank=True)

    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="arrival")
    arrival_number = models.PositiveIntegerField(null=True)
    arrival_year = models.PositiveSmallIntegerField(null=True)
    arrived_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    sameness = models.TextField(blank=True, db_index=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_number_stands_only_on_a_signed_document",
                condition=Q(direction="in")
                | Q(
                    state__in=["draft", "waiting", "discarded"],
                    number="",
                    issued_on__isnull=True,
                    taken_number__isnull=True,
                )
                | Q(
                    state__in=["numbered", "sealed", "issued"],
                    taken_number__isnull=False,
                    signed_at__isnull=False,
                    issued_on__isnull=False,
                )
                & ~Q(number=""),
            ),
            models.CheckConstraint(
                name="an_arrival_has_a_number_and_a_time",
                condition=Q(direction="out")
                | Q(
                    state__in=["registered", "accepted", "returned"],
                    arrival_number__isnull=False,
                    arrival_year__isnull=False,
                    arrived_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="a_returned_document_says_why",
                condition=~Q(state="returned") | ~Q(return_reason=""),
            ),
            models.CheckConstraint(
                name="a_sealed_document_says_when",
                condition=~Q(state__in=["sealed", "issued"]) | Q(sealed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_issued_document_says_when",
                condition=~Q(state="issued") | Q(sent_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["agency", "arrival_year", "arrival_number"],
                name="an_arrival_number_is_given_once",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(direction="out", taken_number__isnull=False),
                name="a_document_is_replaced_by_one",
            ),
            models.UniqueConstraint(
                fields=["legal_id"],
                condition=Q(direction="out") & ~Q(legal_id=""),
                name="a_legal_identity_names_one_document",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "direction", "issued_on"], name="documents_by_day"),
            models.Index(fields=["edxml_id"], name="documents_by_identity"),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.notation} {self.subject}"

    @property
    def numbered(self) -> Numbered:
        """Return number and date as the register gave them."""
        assert self.issued_on is not None
        return Numbered(self.number, self.issued_on)

    @property
    def is_replaced(self) -> bool:
        """Tell whether another document, signed and numbered, has taken this one's place."""
        return self.replaced_by.exclude(number="").exists()

    @property
    def stamp_awaited_until(self) -> dt.datetime | None:
        """Return until when sending waits for a time stamp, if a signature lacks a proven time."""
        if self.sealed_at is None or self.times_are_proven or self.stamped_at is not None:
            return None
        return self.sealed_at + self.stamp_patience

    def awaits_stamp(self, now: dt.datetime) -> bool:
        """Tell whether sending still waits for a time stamp."""
        return self.stamp_awaited_until is not None and now < self.stamp_awaited_until

    def box(self, name: str) -> Box:
        """Return the box on the page that was left for one signature."""
        return Box(**self.boxes[name])


class RecipientQuerySet(models.QuerySet["Recipient"]):
    """Reads of recipients."""

    def locked_by_message(self, message_id: int) -> "Recipient | None":
        """Fetch the recipient that a message went to, if there is one, and hold it to the end."""
        mine = self.select_for_update(of=("self",)).select_related("document")
        return mine.filter(message_id=message_id).first()


class Recipient(models.Model):
    """Nơi nhận: one agency a document goes to, and what that agency said of it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="recipients")
    code = models.TextField()
    name = models.TextField()
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="addressee")
    status = models.TextField(blank=True)
    status_reason = models.TextField(blank=True)
    status_at = models.DateTimeField(null=True)
    arrival_number = models.PositiveIntegerField(null=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "code"], name="a_document_goes_to_an_agency_once"
            ),
            models.CheckConstraint(
                name="a_refusal_says_why", condition=~Q(status="02") | ~Q(status_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def has_arrived(self) -> bool:
        """Tell whether that agency said it has the document and did not refuse it."""
        return self.status in ARRIVED

    @property
    def is_refused(self) -> bool:
        """Tell whether that agency sent the document back."""
        return self.status == REFUSED


class Approval(models.Model):
    """Soát văn bản: one person's approval of the content or of the form, before signing."""

    class Aspect(models.TextChoices):
        CONTENT = "content", _("Content")
        FORM = "form", _("Form")

    document = models.ForeignKey(Document, models.CASCADE, related_name="approvals")
    aspect = models.TextField(choices=Aspect.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", db_column="file_sha256")
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "file", "aspect"], name="each_aspect_is_approved_once"
            ),
            models.UniqueConstraint(
                fields=["document", "file", "by"],
                name="content_and_form_are_approved_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect} {self.by_id}"
