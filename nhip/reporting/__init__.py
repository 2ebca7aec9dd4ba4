"""Chế độ báo cáo: who owes which figures when; how they are filled in, signed, sent and taken in.

A unit fills a worksheet; once put up, it is one immutable *report version*
(report.json). The signed version leaves as a document; at the other end it is
verified, taken in and counted, or returned with every reason.

Says    reporting.regime.activated, reporting.obligation.frozen, .changed,
        reporting.report.opened, .put_up, .submitted, .returned, .waiting, .signed, .numbered,
        .sealed, .issued,
        reporting.intake.received, .accepted, .returned, .synthesised, .done, .replaced
Hears   documents.document.drafted, .signed, .numbered, .sealed, .issued, .registered
Talks   to nobody outside; keys, pages and the axis belong to lower areas
"""
