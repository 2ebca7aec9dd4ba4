"""Quan hệ kế thừa: which unit became which, in a dated reorganisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nhip.organisations.models.knowledge import Source


class Edition(models.Model):
    """Lần nạp bảng: one loading that changed something, and how much."""

    loaded_at = models.DateTimeField()
    units = models.PositiveIntegerField()
    rows_added = models.PositiveIntegerField()
    rows_removed = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.loaded_at:%Y-%m-%d %H:%M} +{self.rows_added} -{self.rows_removed}"


class Reorganisation(models.Model):
    """Đợt sắp xếp: units that changed together from one day on, by one decision."""

    key = models.TextField(unique=True)
    title = models.TextField()
    legal_basis = models.TextField()
    effective_on = models.DateField()
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.title} ({self.effective_on:%d/%m/%Y})"


class Lineage(models.Model):
    """Kế thừa: what one old unit became, whole or in part.

    ``weight`` is the share of the old unit that came to the new one, on a stated basis; it is
    empty where nobody published one. A unit that only changed name or code stays itself.
    """

    class Change(models.TextChoices):
        RENAME = "rename", _("Renamed")
        RECODE = "recode", _("Re-coded")
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")
        PART = "part", _("Part transferred")

    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="lineage")
    old = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="successors")
    new = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="predecessors")
    change = models.TextField(choices=Change.choices)
    weight = models.DecimalField(max_digits=9, decimal_places=8, null=True)
    weight_basis = models.TextField(blank=True)
    estimated = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "old", "new"], name="a_succession_is_written_once"
            ),
            models.CheckConstraint(
                name="a_renamed_unit_stays_itself",
                condition=models.Q(change__in=["rename", "recode"], old=models.F("new"))
                | models.Q(~models.Q(old=models.F("new")), change__in=["merge", "split", "part"]),
            ),
            models.CheckConstraint(
                name="a_weight_is_a_share",
                condition=models.Q(weight=None) | models.Q(weight__gte=0, weight__lte=1),
            ),
            models.CheckConstraint(
                name="a_weight_says_of_what",
                condition=models.Q(weight=None, weight_basis="", estimated=False)
                | (models.Q(weight__isnull=False) & ~models.Q(weight_basis="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} {self.change} {self.new_id}"
