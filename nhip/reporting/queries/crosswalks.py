"""Đối chiếu phiên bản: what reports on older versions of a form said, in the cells of this one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from nhip.reporting.models import Crosswalk, FormVersion, ReportVersion
from nhip.reporting.rules import crosswalk
from nhip.reporting.rules.crosswalk import Carried, carry, propose
from nhip.reporting.rules.forms import Address, Form

Figures = Mapping[Address, Carried]


def figures_as(form: Form, versions: Sequence[ReportVersion]) -> list[Figures]:
    """Return what each report said, in the cells of one form version; what began anew is absent.

    Reports on that very version cost no question; those on others cost two, however many.
    """
    foreign = {one.form_version_id for one in versions} - _own(form, versions)
    ways = _ways(form, foreign) if foreign else {}
    return [_said(one, form, ways.get(one.form_version_id)) for one in versions]


def former_of(version: FormVersion) -> FormVersion | None:
    """Return the version of a form that was in force before this one."""
    earlier = FormVersion.objects.filter(form=version.form_id, valid__lt=version.valid)
    return earlier.select_related("form").order_by("valid").last()


def drawn(older: FormVersion, newer: FormVersion) -> crosswalk.Crosswalk:
    """Return the crosswalk between two versions that follow each other: as drawn, else as sure."""
    held = Crosswalk.objects.filter(older=older, newer=newer).first()
    return held.rule if held else propose(older.rule, newer.rule).sure


def _own(form: Form, versions: Iterable[ReportVersion]) -> set[int]:
    return {
        one.form_version_id
        for one in versions
        if (one.form_version.form.code, one.form_version.version) == (form.code, form.version)
    }


def _ways(form: Form, foreign: Collection[int]) -> dict[int, crosswalk.Crosswalk]:
    """Return how figures come from earlier versions to this one, through all between them."""
    line = list(
        FormVersion.objects.filter(form__code=form.code).select_related("form").order_by("valid")
    )
    held = {
        (one.older_id, one.newer_id): one.rule
        for one in Crosswalk.objects.filter(newer__form__code=form.code)
    }
    names = [one.version for one in line]
    last = names.index(form.version) if form.version in names else len(line)
    steps = {
        older.pk: held.get((older.pk, newer.pk)) or propose(older.rule, newer.rule).sure
        for older, newer in pairwise(line[: last + 1])
    }
    if last == len(line) and line:
        steps[line[-1].pk] = propose(line[-1].rule, form).sure
    ways: dict[int, crosswalk.Crosswalk] = {}
    way: crosswalk.Crosswalk | None = None
    for version in reversed([one for one in line[:last] if one.pk in steps]):
        step = steps[version.pk]
        way = step if way is None else way.after(step)
        ways[version.pk] = way
    return {pk: one for pk, one in ways.items() if pk in foreign}


def _said(version: ReportVersion, form: Form, way: crosswalk.Crosswalk | None) -> Figures:
    """Return a report's figures; of a version newer than the form only what both have."""
    figures = version.report.figures
    if way is not None:
        return carry(figures, way, form)
    return {address: Carried(value, (address,)) for address, value in figures.items()}
