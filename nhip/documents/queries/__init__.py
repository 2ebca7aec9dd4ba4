"""Đọc văn bản: registers, who may sign, letters to recipients; pages have queries of their own."""

from nhip.documents.queries.competences import competence_of, competences_of, signers
from nhip.documents.queries.letters import letter_to
from nhip.documents.queries.registers import (
    IncomingLine,
    OutgoingLine,
    incoming_register,
    outgoing_register,
)

__all__ = [
    "IncomingLine",
    "OutgoingLine",
    "competence_of",
    "competences_of",
    "incoming_register",
    "letter_to",
    "outgoing_register",
    "signers",
]
