"""Văn bản: identity, number and page of every document an agency sends or receives.

An outgoing document is drafted as a finished page, signed by the competent
person, and only then given its number and date; the agency shows both in a
signature of its own, adds its seal and issues it. What comes in over the axis
is registered once, in one series of arrival numbers per agency and year.

Says    documents.document.drafted, .discarded, .approved, .waiting, .signing_ended, .signed,
        .numbered, .sealed, .stamped, .issued, .acknowledged, .registered, .accepted, .returned;
        documents.series.opened; documents.number.taken_for_paper, .voided;
        documents.competence.given, .ended; documents.duties.combined, .separated
Hears   documents.document.sealed; exchange.message.received, .acknowledged
Talks   to the typesetter, and to keys and time stamps through signing
"""
