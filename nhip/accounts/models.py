"""Tài khoản, phân quyền: people, programs, grants and tokens."""

import datetime as dt
from typing import ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from nhip.accounts.rules import RoleName, roles_with
from nhip.core.refs import ref
from nhip.organisations.models import Unit


class People(BaseUserManager["User"]):
    """Lookup by sign-in name, as Django's authentication asks for it."""


class User(AbstractBaseUser):
    """Người dùng: one person, never shared by two; or a program, which has no password."""

    class Language(models.TextChoices):
        VIETNAMESE = "vi", "Tiếng Việt"
        ENGLISH = "en", "English"

    username = models.CharField(_("sign-in name"), max_length=150, unique=True)
    full_name = models.TextField(_("full name"))
    title = models.TextField(_("position"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.TextField(choices=Language.choices, default=Language.VIETNAMESE)
    is_active = models.BooleanField(default=True)
    is_simulated = models.BooleanField(
        default=False, help_text=_("An invented person of a demonstration.")
    )
    is_program = models.BooleanField(
        default=False, help_text=_("A system of an agency, which signs in by token only.")
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects: ClassVar[People] = People()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_program_has_no_password",
                condition=models.Q(is_program=False)
                | models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def ref(self) -> str:
        """Return the reference under which events name this person."""
        return ref(self)

    @property
    def name(self) -> str:
        """Return the name shown to people."""
        return self.full_name

    def may(self, right: str, unit_id: int | None, *, on: dt.date) -> bool:
        """Tell whether a grant valid that day gives this person the right at the unit."""
        if not self.is_active:
            return False
        grants = Grant.objects.of(self, right, on=on)
        if unit_id is None:
            return grants.exists()
        return grants.covering(unit_id, on=on).exists()


class GrantQuerySet(models.QuerySet["Grant"]):
    """Reads of grants."""

    def of(self, user: User, right: str, *, on: dt.date) -> "GrantQuerySet":
        """Return the person's grants that carry ``right`` on that day."""
        return self.filter(user=user, role__in=roles_with(right), valid__contains=on)

    def covering(self, unit_id: int, *, on: dt.date) -> "GrantQuerySet":
        """Return the grants at the unit itself, or above it with everything under."""
        above = Unit.objects.above(unit_id, on=on).values("pk")
        return self.filter(models.Q(unit_id=unit_id) | models.Q(subtree=True, unit_id__in=above))


class Grant(models.Model):
    """Phân quyền: a role of a person at a unit, from one day to another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.TextField(choices=[(role.value, role.value) for role in RoleName])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    subtree = models.BooleanField(default=False)
    valid = DateRangeField()

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_role_is_granted_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id}"


class TokenQuerySet(models.QuerySet["Token"]):
    """Reads of tokens."""

    def in_force(self, *, now: dt.datetime) -> "TokenQuerySet":
        """Return the tokens that open the door now: in time, not revoked, of active holders."""
        return self.filter(revoked_at=None, valid__contains=now, user__is_active=True)

    def locked(self, pk: int) -> "Token":
        """Fetch one token and hold it until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("user").get(pk=pk)


class Token(models.Model):
    """Mã truy cập: what a program shows instead of a password; only its hash is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    name = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    valid = DateTimeRangeField()
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="a_token_ends",
                condition=models.Q(
                    valid__isempty=False, valid__lower_inf=False, valid__upper_inf=False
                ),
            ),
            models.CheckConstraint(name="a_token_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"
