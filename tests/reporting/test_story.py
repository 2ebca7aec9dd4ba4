"""Cả đường đi: one report from a province's worksheet to the national figure, and its correction.

Every agency lives on this node and every letter goes through the node's own doors; keys,
signatures, numbers, receipts and jobs are real.
"""

import pytest
from django.conf import settings
from django.db import transaction

from nhip.accounts.rules import RoleName
from nhip.core import clock
from nhip.exchange.rules.letters import StatusCode
from nhip.indicators.queries import observations, roll_up
from nhip.indicators.queries.lines import Line
from nhip.organisations.models import Unit
from nhip.reporting import actions, tasks
from nhip.reporting.models import Intake, Obligation, Report
from nhip.reporting.rules.acceptance import Reason as Fault
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.states import Stage, Standing
from tests.one_node import one_node, sign_and_seal, who, work
from tests.reporting.country import BROUGHT, DAY, NEW

pytestmark = pytest.mark.django_db
CASES = "BYT.DICH.CA"
H53 = "H53"


@pytest.fixture(scope="module")
def journey(django_db_setup, django_db_blocker, tmp_path_factory):
    """A country in which Tây Ninh has sent Saturday's report; what tests do to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        folder = tmp_path_factory.mktemp("country")
        with one_node(folder, ministries=("G18",), provinces=(H53,)):
            tasks.tick(timestamp=0)
            work()
            yield settings.NHIP_STATE, send()
        transaction.set_rollback(True)


@pytest.fixture
def sent(journey, settings):
    """The report of Saturday after it was returned once, corrected, signed, sealed and sent."""
    settings.NHIP_STATE, number = journey
    return Report.objects.whole().get(pk=number)


@pytest.fixture
def tay_ninh(sent):
    return sent.obligation.unit


def send():
    lan, minh, now = who(RoleName.REPORTER, H53), who(RoleName.LEADER, H53), clock.now()
    unit = Unit.objects.by_code("qd20", H53, on=clock.today())
    owed = Obligation.objects.get(unit=unit, period__key=DAY)
    report = actions.open_report(actor=lan, obligation_id=owed.pk, now=now)
    enter(lan, report, 79)
    actions.put_up(actor=lan, report_id=report.pk, now=now)
    work()
    reasons = [actions.Reason("Đảo chữ số", *NEW)]
    actions.return_to_reporter(actor=minh, report_id=report.pk, reasons=reasons, now=now)
    enter(lan, report, 97)
    actions.put_up(actor=lan, report_id=report.pk, now=now)
    sign_and_seal(report, H53)
    work()
    return report.pk


def enter(person, report, new):
    report.refresh_from_db()
    batch = actions.Batch({BROUGHT: number(6150), NEW: number(new)}, report.revision)
    actions.enter_cells(actor=person, report_id=report.pk, batch=batch, now=clock.now())


def answers(report):
    """Return what each recipient's system said of the report's document."""
    said = report.document.recipients.values_list("code", "status", "status_reason")
    return {code: (status, reason) for code, status, reason in said}


def national(**moment):
    provinces = Unit.objects.of_kind("province", on=clock.today()).values_list("pk", flat=True)
    return roll_up(CASES, DAY, provinces, **moment)


def intake_at(code):
    return Intake.objects.order_by("pk").filter(agency__codes__value=code).last()


def test_a_figure_reaches_the_nation_with_its_provenance(sent, tay_ninh):
    assert sent.stage == Stage.ISSUED
    assert sent.document.number.endswith("/BC-UBND")
    assert {intake_at(code).standing for code in ("G22", "G18")} == {Standing.ACCEPTED}
    assert {status for status, _said in answers(sent).values()} == {StatusCode.ACCEPTED}

    (figure,) = observations(Line(CASES), [DAY], [tay_ninh.pk])
    assert (figure.value.number, figure.version) == (97, sent.version.sha256)

    total = national()
    assert (total.value, total.versions) == (97, (sent.version.sha256,))
    assert (total.present, total.expected, len(total.missing)) == (1, 63, 62)


def test_what_a_ministry_returns_is_corrected_and_counts_anew(sent, tay_ninh):
    registry, lan = who(RoleName.REGISTRY, "G18"), who(RoleName.REPORTER, H53)
    received, then = intake_at("G18"), clock.now()
    fault = Fault("not-owed", {"unit": H53, "found": DAY})
    actions.return_between_levels(
        actor=registry, intake_id=received.pk, reasons=[fault], now=clock.now()
    )
    work()
    assert list(Report.objects.sent_back()) == [sent]
    status, reason = answers(sent)["G18"]
    assert status == StatusCode.REFUSED
    assert reason.startswith("1. H53 không phải gửi báo cáo này")

    second = actions.open_correction(
        actor=lan, obligation_id=sent.obligation_id, reason="Bỏ sót một ca", now=clock.now()
    )
    enter(lan, second, 98)
    actions.put_up(actor=lan, report_id=second.pk, now=clock.now())
    sign_and_seal(second, H53)
    work()

    assert not Report.objects.sent_back().exists()
    assert [intake_at(code).version.number for code in ("G22", "G18")] == [2, 2]
    assert {intake_at(code).standing for code in ("G22", "G18")} == {Standing.ACCEPTED}
    assert (national().value, national().present) == (98, 1)
    assert national(as_of=then).value == 97
