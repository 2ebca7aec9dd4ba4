"""Ai được ký: what lets people sign which documents on which day."""

import datetime as dt
from collections.abc import Collection

from nhip.documents.models import SigningCompetence


def competence_of(
    *, user_id: int, agency_id: int, kind: str, on: dt.date
) -> SigningCompetence | None:
    """Return what lets this person sign that kind of document that day, if anything."""
    holding = SigningCompetence.objects.holding(agency_id, kind, on=on)
    return holding.filter(user_id=user_id).first()


def competences_of(
    *, user_id: int, agencies: Collection[int], kind: str, on: dt.date
) -> dict[int, SigningCompetence]:
    """Return what lets this person sign that kind of document for each of some agencies."""
    holding = SigningCompetence.objects.filter(user_id=user_id, valid__contains=on)
    found = holding.for_kind(kind).filter(agency_id__in=agencies).order_by("-id")
    return {one.agency_id: one for one in found}


def signers(*, agency_id: int, kind: str, on: dt.date) -> list[SigningCompetence]:
    """Return everybody who may sign that kind of document for the agency that day."""
    holding = SigningCompetence.objects.holding(agency_id, kind, on=on)
    return list(holding.select_related("user"))
