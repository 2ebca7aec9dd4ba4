"""Văn bản: the tables of documents, their numbers and those who may sign them."""

from nhip.documents.models.arrivals import ArrivalSeries
from nhip.documents.models.competence import SigningCompetence
from nhip.documents.models.document import Approval, Document, DocumentQuerySet, Recipient
from nhip.documents.models.duties import CombinedDuties
from nhip.documents.models.series import Series, TakenNumber

__all__ = [
    "Approval",
    "ArrivalSeries",
    "CombinedDuties",
    "Document",
    "DocumentQuerySet",
    "Recipient",
    "Series",
    "SigningCompetence",
    "TakenNumber",
]
