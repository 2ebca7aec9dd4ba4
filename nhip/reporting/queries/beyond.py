"""Số liệu ngoài tờ này: cells of other forms, of the year's earlier periods, of the units below."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet

from nhip.indicators.rules.calendars import NoSuchPeriod, Span
from nhip.indicators.rules.periods import CALENDARS, moved, year_before
from nhip.organisations.models import Unit
from nhip.reporting.models import FormVersion, Obligation, Regime, ReportVersion
from nhip.reporting.queries.crosswalks import figures_as
from nhip.reporting.queries.stored import stored
from nhip.reporting.rules.evaluation import added
from nhip.reporting.rules.figures import MISSING, Value
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.reading import When, foreign, form_of
from nhip.reporting.rules.specification import cells_read
from nhip.reporting.rules.states import IN_TOTALS, Stage

Figures = dict[Address, Value]
Which = dict[str, object]
Source = tuple[int, str]
"""A unit and the key of a period: one report."""

# What a report itself says, its form one period or one year ago, and a plan are found elsewhere.
_KNOWN = (When.NOW, When.PREVIOUS, When.LAST_YEAR, When.PLAN)
# Of these, what no report says may be held by the indicators.
_OTHER_PERIODS = (When.PREVIOUS, When.LAST_YEAR, When.EARLIER)


def beyond(form: Form, *, regime: Regime, unit_id: int, span: Span) -> dict[When, Figures]:
    """Return the figures a form reads from elsewhere, as their reports last said them.

    A sum is missing while one of its reports is: of a period, or of a unit that owes one. Of
    another period the indicators may hold what no report says.
    """
    wanted = defaultdict(set)
    for address, when in cells_read(form):
        if form_of(address) is not None or when not in _KNOWN:
            wanted[form_of(address), when].add(address)
    found: dict[When, Figures] = {when: {} for when in When}
    for (code, when), addresses in wanted.items():
        reports: Which = {"regime": regime} if code is None else {"form_version__form__code": code}
        owed: Which = {"regime": regime} if code is None else {"regime__form__code": code}
        sources = _sources(when, unit_id, span, owed)
        if sources is not None:
            said = _newest(sources, current_versions(**reports))
            figures = _figures(said, form if code is None else None)
            if when in _OTHER_PERIODS and None in said:
                meaning = form if code is None else _in_force(code, span)
                figures = _filled(figures, addresses, sources, meaning)
            found[when] |= _sums(addresses, figures)
    return found


def names_nothing(form: Form) -> list[str]:
    """Return the cells of other forms that the form reads and no loaded version of them has."""
    abroad = {address: form_of(address) for address, _when in cells_read(form)}
    named = {address for address, code in abroad.items() if code is not None}
    versions = FormVersion.objects.filter(form__code__in={abroad[address] for address in named})
    known = {
        foreign(version.form.code, *cell)
        for version in versions.select_related("form")
        for cell in version.rule.open
    }
    return sorted(map(str, named - known))


def current_versions(**which: object) -> QuerySet[ReportVersion]:
    """Return the versions that were sent from here or taken into totals here, newest first."""
    versions = ReportVersion.objects.filter(**which)
    sent = versions.filter(reports__stage=Stage.ISSUED)
    taken = versions.filter(intakes__standing__in=IN_TOTALS)
    return (sent | taken).distinct().order_by("-number").select_related("form_version__form")


def _sources(when: When, unit_id: int, span: Span, owed: Which) -> Sequence[Source] | None:
    """Return the reports a figure is taken from; None where nobody can say which they are."""
    match when:
        case When.NOW:
            return [(unit_id, span.key)]
        case When.EARLIER:
            spans = _earlier(span)
            return None if spans is None else [(unit_id, one.key) for one in spans]
        case When.BELOW:
            # Who owes is frozen with the obligation; the tree only says who sits under whom.
            units = Unit.objects.filter(
                placements__parent_id=unit_id, placements__valid__contains=span.last_date
            )
            owing = Obligation.objects.counted().filter(
                period__key=span.key, unit__in=units, **owed
            )
            return [(one, span.key) for one in owing.values_list("unit_id", flat=True)] or None
    try:
        other = moved(span, -1) if when is When.PREVIOUS else year_before(span)
    except NoSuchPeriod:
        return None
    return [(unit_id, other.key)]


def _earlier(span: Span) -> list[Span] | None:
    """Return the periods of the same cut and year before this one; days and weeks have none."""
    calendar = CALENDARS[span.calendar]
    cut = calendar.cuts[span.cut]
    if not cut.months:
        return None
    first = span.ordinal - span.ordinal % cut.count
    return [calendar.at(span.cut, ordinal) for ordinal in range(first, span.ordinal)]


def _newest(
    sources: Collection[Source], versions: QuerySet[ReportVersion]
) -> list[ReportVersion | None]:
    """Return the newest report of each source, None where there is none yet."""
    rows = versions.filter(
        unit_id__in={unit_id for unit_id, _key in sources},
        period__key__in={key for _unit_id, key in sources},
    ).select_related("form_version__form", "period")
    newest: dict[Source, ReportVersion] = {}
    for row in rows:
        newest.setdefault((row.unit_id, row.period.key), row)
    return [newest.get(source) for source in sources]


def _figures(reports: Iterable[ReportVersion | None], own: Form | None) -> list[Figures]:
    """Return what reports said: those of one's own form in its cells, others as they are."""
    reports = list(reports)
    there = [one for one in reports if one is not None]
    if own is None:
        said = {one.pk: dict(one.report.figures) for one in there}
    else:
        carried = zip(there, figures_as(own, there), strict=True)
        said = {one.pk: {at: each.value for at, each in held.items()} for one, held in carried}
    return [said[one.pk] if one is not None else {} for one in reports]


def _filled(
    said: Sequence[Figures],
    addresses: Iterable[Address],
    sources: Sequence[Source],
    meaning: Form | None,
) -> list[Figures]:
    """Let indicators say what no report says of another period, as for a form's own."""
    if meaning is None:
        return list(said)
    cells = [home for address in addresses if (home := _at_home(address)) in meaning.open]
    keys = [key for _unit_id, key in sources]
    held = stored(meaning, cells, unit_id=sources[0][0], keys=keys) if sources else {}
    return [figures or held[key] for figures, key in zip(said, keys, strict=True)]


def _in_force(code: str, span: Span) -> Form | None:
    versions = FormVersion.objects.filter(form__code=code, valid__contains=span.last_date)
    version = versions.select_related("form").first()
    return None if version is None else version.rule


def _sums(addresses: Iterable[Address], said: Sequence[Figures]) -> Figures:
    return {
        address: added([figures.get(_at_home(address), MISSING) for figures in said])
        for address in addresses
    }


def _at_home(address: Address) -> Address:
    """Return an address as its own form says it."""
    return Address(address.row.rpartition("]")[2], address.column)
