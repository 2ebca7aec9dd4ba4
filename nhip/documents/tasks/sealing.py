"""Đóng dấu văn bản: the clerk shows number and date in an agency signature, then seals."""

import datetime as dt

from django.conf import settings

from nhip.accounts.models import User
from nhip.documents import actions
from nhip.documents.models import Document
from nhip.documents.providers import number_stamp, seal_stamp
from nhip.documents.rules.page import NUMBER, SEAL
from nhip.signing import tasks as signing
from nhip.signing.queries import agency_key
from nhip.signing.rules.preparation import Appearance
from nhip.signing.tasks import Wish


def seal(*, actor: User, document_id: int, pin: str, now: dt.datetime) -> Document:
    """Đóng dấu: number signature, then seal, both with the agency's key in the clerk's hands.

    A failed try leaves the document as its signer signed it, with the number it has.
    Raises NotNumbered, SignerMayNotSeal, NotProperlySealed, and what signing raises.
    """
    document = Document.objects.select_related("competence__user").get(pk=document_id)
    actions.allow_sealer(actor, document, now)
    actions.require_numbered(document)
    key = agency_key(document.agency_id, now=now)

    numbered = signing.sign_file(
        actor=actor, key_id=key.pk, wish=_number(document, now), pin=pin, now=now
    )
    sealed = signing.sign_file(
        actor=actor, key_id=key.pk, wish=_seal(document, numbered.sha256, now), pin=pin, now=now
    )
    verdict, _data = signing.verify_file(actor=actor, sha256=sealed.sha256, now=now)
    return actions.record_seal(
        actor=actor,
        document_id=document_id,
        sealed=actions.SignedFile(sealed.sha256, sealed.size, verdict),
        now=now,
    )


def _number(document: Document, now: dt.datetime) -> Wish:
    """Return the wish for the signature that shows number and date, to people and to programs."""
    box, numbered = document.box(NUMBER), document.numbered
    stamp = number_stamp(box, numbered=numbered, place=document.place, at=now)
    shown = Appearance(box.page, box.corners, stamp)
    return Wish(document.file_id, NUMBER, shown, numbered.reason)


def _seal(document: Document, sha256: str, now: dt.datetime) -> Wish:
    """Return the wish for the seal on the file that already shows its number."""
    box = document.box(SEAL)
    stamp = seal_stamp(box, agency=document.author_name, at=now, demo=bool(settings.NHIP_DEMO))
    return Wish(sha256, SEAL, Appearance(box.page, box.corners, stamp))
