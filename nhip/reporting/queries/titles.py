"""Tên gọi trên trang: how a report is called, whose it is, when it is due and by which law."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from nhip.core.clock import local
from nhip.organisations.models import Name
from nhip.reporting.models import Obligation, Regime
from nhip.reporting.queries.wording import due_mark
from nhip.ui.queries import in_language
from nhip.ui.rules import Mark


@dataclass(frozen=True)
class Basis:
    """Căn cứ: why the report is owed, and by when."""

    regime: Sequence[str]
    deadline: str


@dataclass(frozen=True)
class Title:
    """Tên báo cáo: regime, period, unit, and the due time in force with its legal basis."""

    regime: str
    period: str
    unit: str
    due_at: dt.datetime
    due: Mark
    basis: Basis

    @property
    def name(self) -> str:
        """Return the regime with its period, as lists and heads show it."""
        return f"{self.regime} – {self.period}"


def title_of(obligation: Obligation, *, unit: str, now: dt.datetime) -> Title:
    """Return how the report of an obligation is called; lists bring ``due_now_at`` along."""
    due_at = getattr(obligation, "due_now_at", None) or obligation.due_in_force()
    return Title(
        regime=regime_name(obligation.regime),
        period=in_language(obligation.period.label, obligation.period.label_en),
        unit=unit,
        due_at=due_at,
        due=due_mark(due_at, now=now),
        basis=_basis(obligation),
    )


def titles_of(obligations: Sequence[Obligation], *, now: dt.datetime) -> dict[int, Title]:
    """Return how the reports of some obligations are called, asked for together."""
    names = unit_names([one.unit_id for one in obligations], on=local(now).date())
    prefetch_related_objects(obligations, "changes")
    return {one.pk: title_of(one, unit=names.get(one.unit_id, ""), now=now) for one in obligations}


def regime_name(regime: Regime) -> str:
    """Return a regime's name in the language in use."""
    return in_language(regime.name, regime.name_en)


def unit_names(units: Iterable[int], *, on: dt.date) -> dict[int, str]:
    """Return the names that units bear on a day; one whose name is not known has none."""
    names = Name.objects.filter(unit__in=set(units), valid__contains=on)
    return dict(names.values_list("unit_id", "name"))


def _basis(obligation: Obligation) -> Basis:
    described = obligation.regime.description
    rules = [rule for rule in described["deadlines"] if rule["tier"] == obligation.tier]
    laws = [
        " ".join(filter(None, (law.get("article"), law["number"], law.get("issuer"))))
        for law in described.get("legal_basis") or ()
    ]
    return Basis(laws, "; ".join(filter(None, (_cited(rule.get("basis", "")) for rule in rules))))


def _cited(basis: str) -> str:
    """Return the article a deadline rests on; a deadline of our own rests on none."""
    return "" if basis.startswith("[") else basis
