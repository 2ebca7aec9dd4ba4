"""Phân tách nhiệm vụ: whose hands a document was in already, so that they do not seal it too."""

import datetime as dt

from nhip.documents.models import CombinedDuties, Document


def signed_by(document: Document, ref: str) -> bool:
    """Tell whether this is the document's signer."""
    return document.competence is not None and document.competence.user.ref == ref


def prepared_by(document: Document, ref: str, *, on: dt.date) -> bool:
    """Tell whether this person prepared it, in an agency that keeps the two duties apart."""
    if ref not in document.prepared_by:
        return False
    together = CombinedDuties.objects.filter(agency=document.agency_id, valid__contains=on)
    return not together.exists()
