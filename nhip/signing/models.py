"""Khóa, yêu cầu ký, kết quả kiểm tra và cơ quan chứng thực được tin cậy."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.files.models import StoredFile
from nhip.organisations.models import Unit
from nhip.signing.rules.preparation import Prepared


class KeyQuerySet(models.QuerySet["Key"]):
    """Reads of keys."""

    def in_force(self, moment: dt.datetime) -> "KeyQuerySet":
        """Return the keys whose certificate's period holds at a moment."""
        return self.filter(valid__contains=moment)

    def personal(self, user_id: int) -> "KeyQuerySet":
        """Return the keys of a person."""
        return self.filter(purpose=Key.Purpose.PERSONAL, user_id=user_id)

    def of_agency(self, unit_id: int, purpose: "Key.Purpose") -> "KeyQuerySet":
        """Return the keys of an agency for a purpose."""
        return self.filter(purpose=purpose, unit_id=unit_id)


class Key(models.Model):
    """Khóa: whose it is, what its certificate says, where the private part is kept."""

    class Purpose(models.TextChoices):
        PERSONAL = "personal", _("Personal signature")
        NUMBER_SEAL = "number_seal", _("Number and seal of an agency")
        TRANSPORT = "transport", _("Messages of an agency")

    class Driver(models.TextChoices):
        PKCS12 = "pkcs12", _("Key file with a PIN")
        PKCS11 = "pkcs11", _("Token or HSM with a PIN")
        DEVICE = "device", _("The signer's own device")
        NODE = "node", _("Key file of this node, without a PIN")
        DEMO = "demo", _("DEMONSTRATION: key of an invented person")

    purpose = models.TextField(choices=Purpose.choices)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="keys")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="keys")
    driver = models.TextField(choices=Driver.choices)
    location = models.TextField(blank=True)
    certificate = models.BinaryField()
    certificate_sha256 = models.CharField(max_length=64, unique=True)
    chain = ArrayField(models.BinaryField())
    holder_name = models.TextField()
    valid = DateTimeRangeField()
    registered_at = models.DateTimeField()

    objects = KeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_personal_key_has_a_person_any_other_an_agency",
                condition=Q(purpose="personal", user__isnull=False, unit__isnull=True)
                | (~Q(purpose="personal") & Q(user__isnull=True, unit__isnull=False)),
            ),
            models.CheckConstraint(
                name="only_transport_keys_open_by_themselves",
                condition=~Q(driver="node") | Q(purpose="transport"),
            ),
            ExclusionConstraint(
                name="a_person_has_one_key_at_a_time",
                expressions=[("user", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(purpose="personal"),
            ),
            ExclusionConstraint(
                name="an_agency_has_one_key_per_purpose_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("purpose", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=~Q(purpose="personal"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name} ({self.purpose})"

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """Return the certificates above this key's own, DER, the issuer first."""
        return tuple(bytes(one) for one in self.chain)


class SigningRequestQuerySet(models.QuerySet["SigningRequest"]):
    """Reads of signing requests."""

    def locked(self, pk: int) -> "SigningRequest":
        """Fetch one request and hold it until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("key").get(pk=pk)

    def waiting(self) -> "SigningRequestQuerySet":
        """Return the requests that wait for their signer."""
        return self.filter(state=SigningRequest.State.WAITING)

    def overdue(self, moment: dt.datetime) -> "SigningRequestQuerySet":
        """Return the requests nobody answered in time."""
        return self.waiting().filter(expires_at__lte=moment)


class SigningRequest(models.Model):
    """Yêu cầu ký: one file frozen for one signature by one key."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the signer's device")
        COMPLETED = "completed", _("Signed")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    key = models.ForeignKey(Key, models.PROTECT, related_name="requests")
    role = models.TextField()
    document_file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", db_column="document_sha256"
    )
    prepared_file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", db_column="prepared_sha256"
    )
    signed_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", db_column="signed_sha256"
    )
    digest = models.BinaryField()
    to_sign = models.BinaryField()
    container_start = models.PositiveIntegerField()
    container_end = models.PositiveIntegerField()
    certificate_evidence = models.TextField()
    state = models.TextField(choices=State.choices, default=State.WAITING)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)
    time_stamped = models.BooleanField(default=False)

    objects = SigningRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_completed_requests_have_a_signed_file",
                condition=Q(state="completed", signed_file__isnull=False)
                | (~Q(state="completed") & Q(signed_file__isnull=True)),
            ),
            models.CheckConstraint(
                name="only_waiting_requests_have_no_end",
                condition=Q(state="waiting", ended_at__isnull=True)
                | (~Q(state="waiting") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_request_expires_after_it_begins", condition=Q(expires_at__gt=F("begun_at"))
            ),
            models.UniqueConstraint(
                fields=["document_file"],
                condition=Q(state="waiting"),
                name="a_file_waits_for_one_signature_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(state="waiting"), name="signing_open_requests"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.state}"

    def prepared(self, pdf: bytes) -> Prepared:
        """Return what was prepared, together with its bytes from the store."""
        return Prepared(
            pdf=pdf,
            digest=bytes(self.digest),
            container=(self.container_start, self.container_end),
            to_sign=bytes(self.to_sign),
            certificate=bytes(self.key.certificate),
            chain=self.key.certificates,
        )


class Verification(models.Model):
    """Lần kiểm tra: the verdict on a stored file, as it was found at a moment. Append-only."""

    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="verifications", db_column="file_sha256"
    )
    conclusion = models.TextField()
    verdict = models.JSONField()
    checked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["file", "-checked_at"], name="signing_newest_verdict")]

    def __str__(self) -> str:
        return f"{self.file_id[:12]} {self.conclusion}"


class TrustAnchorQuerySet(models.QuerySet["TrustAnchor"]):
    """Reads of trust anchors."""

    def in_force(self, moment: dt.datetime) -> "TrustAnchorQuerySet":
        """Return the anchors trusted at a moment."""
        return self.filter(valid__contains=moment).order_by("certificate_sha256")


class TrustAnchor(models.Model):
    """Cơ quan chứng thực được tin cậy: a root, trusted here from one moment to another, and why."""

    certificate = models.BinaryField()
    certificate_sha256 = models.CharField(max_length=64)
    name = models.TextField()
    legal_basis = models.TextField()
    valid = DateTimeRangeField()

    objects = TrustAnchorQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="an_anchor_is_trusted_once_at_a_time",
                expressions=[
                    ("certificate_sha256", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name
