"""So với bản trước: which figures and sections differ from the version before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nhip.reporting.models import Report, ReportVersion
from nhip.reporting.queries.sheet import anchor_of, place_of
from nhip.reporting.queries.wording import answer_text
from nhip.reporting.rules.figures import MISSING
from nhip.reporting.rules.forms import Form
from nhip.reporting.rules.report_json import Report as ReportJson
from nhip.ui.queries import in_language


@dataclass(frozen=True)
class Difference:
    """Điểm khác: where, what stood there before, and what stands there now."""

    anchor: str
    place: str
    before: str
    now: str


@dataclass(frozen=True)
class Compared:
    """Kết quả so sánh: the version before, whether it was returned, and what differs."""

    sha256: str
    was_returned: bool
    differences: Sequence[Difference]


def compared(report: Report) -> Compared | None:
    """Return how the version put up differs from the one returned or sent before it, if any."""
    former, was_returned = _former(report)
    if former is None or report.version is None:
        return None
    form, before, now = report.form, former.report, report.version.report
    return Compared(
        former.sha256, was_returned, [*_figures(form, before, now), *_texts(form, before, now)]
    )


def _former(report: Report) -> tuple[ReportVersion | None, bool]:
    reasons = report.remarks.exclude(version=None).exclude(version=report.version)
    returned = reasons.select_related("version").last()
    return (returned.version, True) if returned else (report.corrects, False)


def _figures(form: Form, before: ReportJson, now: ReportJson) -> Iterator[Difference]:
    for address in form.addresses:
        stood = before.figures.get(address, MISSING)
        stands = now.figures.get(address, MISSING)
        if stood != stands:
            yield Difference(
                anchor_of(address),
                place_of(address, form),
                answer_text(stood, address, form),
                answer_text(stands, address, form),
            )


def _texts(form: Form, before: ReportJson, now: ReportJson) -> Iterator[Difference]:
    for one in form.outline:
        stood, stands = before.narrative.get(one.code, ""), now.narrative.get(one.code, "")
        if stood != stands:
            yield Difference("", in_language(one.heading, one.heading_en), stood, stands)
