"""Chế độ báo cáo: who owes which figures when; how they are filled in, signed, sent and taken in.

A unit fills a worksheet; once put up, it is one immutable *report version*
(report.json). The signed version leaves as a document; at the other end it is
verified, taken in and counted, or returned with every reason.

Says    reporting.regime.loaded, .described, .activated, .published, .urged, .reminded,
        reporting.obligation.frozen, .changed, .urged,
        reporting.report.opened, .correction_opened, .entered, .written, .explained, .put_up,
        .submitted, .returned, .drafted, .waiting, .signing_ended, .signed, .numbered, .sealed,
        .issued, .answered, .remarked, .remark_answered, .remark_settled, .remark_reopened,
        .part_given,
        reporting.report.file_taken,
        reporting.bundle.started, .read, .confirmed, reporting.feed.received, .queued, .finished,
        reporting.intake.received, .accepted, .returned, .refused, .synthesised, .done, .replaced,
        reporting.form.drafted, .changed, .settled, .discarded, .in_force,
        reporting.crosswalk.drawn, reporting.trial.asked, .answered, .ended,
        reporting.duty.put_on, reporting.alert.acknowledged, reporting.request.asked,
        reporting.extension.asked, .granted, .refused, .expired, reporting.incident.declared,
        reporting.letters.queued, reporting.reminders.chosen
Hears   reporting.report.put_up, reporting.bundle.started, .confirmed, reporting.feed.queued,
        documents.document.signing_ended, .signed, .numbered, .sealed, .issued, .acknowledged,
        .registered, indicators.delivery.stored, indicators.working_year.set,
        reporting.letters.queued
Talks   to the mail server, if one is named; keys, pages and the axis belong to lower areas
"""
