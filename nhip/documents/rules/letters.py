"""Văn bản và thư: what an envelope says of the document inside, in the words of the registers."""

from nhip.documents.rules.drafts import Arrival
from nhip.exchange.rules.letters import Attachment, Letter

BETWEEN_LINES = " / "
PDF = "application/pdf"


class NothingInside(ValueError):
    """Thư không có văn bản: a letter without any attachment brings nothing to register."""


def arrival_of(letter: Letter, *, agency_id: int) -> Arrival:
    """Return the arrival that a letter is for the agency it came to. Raises NothingInside."""
    part = main_part(letter)
    return Arrival(
        agency_id=agency_id,
        author_code=letter.sender.code,
        author_name=letter.sender.name,
        number=joined(letter.number, letter.notation),
        issued_on=letter.promulgated_on,
        kind_name=letter.kind_name,
        subject=letter.subject,
        edxml_id=letter.document_id,
        sha256=part.sha256,
        size=part.size,
        media_type=part.media_type,
        place=letter.place,
        signer_name=letter.signer_name,
        signer_standing=standing_of(letter.signer_competence, letter.signer_position),
        urgency=letter.priority,
        replaces_id=letter.replaces,
    )


def main_part(letter: Letter) -> Attachment:
    """Return the part that is the document itself: the first PDF, or the first part there is.

    Raises NothingInside.
    """
    if not letter.attachments:
        raise NothingInside(letter.document_id)
    pdfs = (part for part in letter.attachments if part.media_type == PDF)
    return next(pdfs, letter.attachments[0])


def joined(number: str, notation: str) -> str:
    """Return number and symbol together, as people write them: ``05/BC-UBND``."""
    return "/".join(part for part in (number, notation) if part)


def standing_of(competence: str, position: str) -> tuple[str, ...]:
    """Return the lines above the signature from what the envelope says of the signer."""
    above = tuple(line for line in competence.split(BETWEEN_LINES) if line)
    return (*above, position) if position else above
