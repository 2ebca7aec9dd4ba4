"""Chứng cứ: what the national node holds of a received report, figure to signatures."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from nhip.config.demo.country import REPORTED_DAY, STARTS_AT
from nhip.config.demo.owed import DAILY
from nhip.config.demo.story import NotHeld
from nhip.files import providers as files
from nhip.indicators.models import Observation
from nhip.indicators.queries import Line, Total, board
from nhip.indicators.rules.facts import Measure
from nhip.organisations.models import Unit
from nhip.reporting.models import Intake, Obligation
from nhip.signing.providers.bounded import examine
from nhip.signing.providers.embedded import Data
from nhip.signing.providers.trust_store import trust_of_node
from nhip.signing.rules.verdicts import Conclusion, Verdict

Json = dict[str, Any]
PERIOD = f"D:{REPORTED_DAY.isoformat()}"
TOTALLED = "BYT.DICH.CA"
ANSWERS = (
    *("role", "signer", "intact", "trusted"),
    *("coverage", "later_changes", "revocation", "policy"),
)


@dataclass(frozen=True)
class Proof:
    """Chứng cứ của một báo cáo: the files as received, and what was found about them."""

    intake: Intake
    pdf: bytes
    data: bytes
    envelope: bytes
    verdict: Verdict
    observations: tuple[Observation, ...]
    total: Total

    def as_json(self) -> Json:
        """Return the summary that programs read."""
        version, document = self.intake.version, self.intake.document
        return {
            "agency": document.author_code,
            "unit": version.report.unit.code,
            "regime": version.regime.code,
            "period": version.period.key,
            "document_number": document.number,
            "version_sha256": version.sha256,
            "figures": [
                _figure(one.indicator.code, one.disaggregation, one.given.number)
                for one in self.observations
                if one.measure == Measure.PERIOD
            ],
            "coverage": {
                "expected": self.total.expected,
                "accepted": self.total.present,
                "missing": sorted(_code(unit) for unit in self.total.missing),
            },
            "national_total": [_figure(*self.total.line[:2], self.total.value)],
            "signatures": [
                {answer: one[answer] for answer in ANSWERS}
                for one in self.verdict.as_json()["signatures"]
            ],
        }

    def trace(self) -> Json:
        """Return the walk from every figure down to the signatures under it."""
        version, document = self.intake.version, self.intake.document
        report = version.report
        return {
            "figures": [self._walk(one) for one in self.observations],
            "unit": {"code": report.unit.code, "name": report.unit.name},
            "report": {
                "regime": version.regime.code,
                "period": version.period.key,
                "version": version.number,
                "version_sha256": version.sha256,
                "received_at": self.intake.received_at.isoformat(),
                "standing": self.intake.standing,
            },
            "document": {
                "number": document.number,
                "issued_on": document.issued_on and document.issued_on.isoformat(),
                "arrival_number": document.arrival_number,
                "file_sha256": document.file_id,
            },
            "verdict": self.verdict.as_json(),
            "national": {
                **_figure(*self.total.line[:2], self.total.value),
                "expected": self.total.expected,
                "accepted": self.total.present,
            },
        }

    def _walk(self, observation: Observation) -> Json:
        cells = self.intake.version.form_version.rule.bindings
        meant = (observation.indicator.code, observation.disaggregation, observation.measure)
        cell = next(
            address
            for address, bound in cells.items()
            if (bound.indicator, bound.disaggregation, bound.measure) == meant
        )
        return {
            **_figure(*meant[:2], observation.given.number),
            "measure": observation.measure,
            "state": observation.state,
            "cell": {"row": cell.row, "column": cell.column},
            "unit": self.intake.version.report.unit.code,
            "version_sha256": self.intake.version.sha256,
            "document_number": self.intake.document.number,
            "signatures": [
                {"role": one.role, "signer": one.signer, "certificate": one.certificate_sha256}
                for one in self.verdict.signatures
            ],
        }


def prove(agency: str, sender: str, *, now: dt.datetime) -> Proof:
    """Return what ``agency`` holds of the sender's report of the day. Raises NotHeld."""
    day = STARTS_AT.date()
    receiver, unit = (Unit.objects.by_code("qd20", code, on=day) for code in (agency, sender))
    intake = (
        Intake.objects.in_totals()
        .select_related("version__regime", "version__period", "document__message__envelope")
        .get(
            agency=receiver,
            version__unit=unit,
            version__regime__code=DAILY,
            version__period__key=PERIOD,
        )
    )
    pdf = files.fetch(intake.document.file_id)
    verdict, data = examine(pdf, trust=trust_of_node(now=now), now=now)
    payload = _held(intake, verdict, data)
    figures = Observation.objects.filter(
        delivery__version_sha256=intake.version.sha256, superseded_at=None
    )
    expected = Obligation.objects.counted().filter(regime__code=DAILY, period__key=PERIOD)
    return Proof(
        intake=intake,
        pdf=pdf,
        data=payload,
        envelope=_envelope(intake),
        verdict=verdict,
        observations=tuple(figures.select_related("indicator").order_by("indicator__code")),
        total=board([Line(TOTALLED)], PERIOD, expected.values_list("unit_id", flat=True))[0],
    )


def _held(intake: Intake, verdict: Verdict, data: Data) -> bytes:
    """Return the signed data, if signatures and data are what was taken in. Raises NotHeld."""
    if verdict.conclusion is not Conclusion.GOOD:
        raise NotHeld(f"the signatures are not good: {', '.join(verdict.reasons)}")
    if data.signed is None or data.signed.decode() != intake.version.payload:
        raise NotHeld("the data that were taken in are not those that were signed")
    return data.signed


def _envelope(intake: Intake) -> bytes:
    """Return the envelope as it came. Raises NotHeld."""
    message = intake.document.message
    if message is None or message.envelope is None:
        raise NotHeld("the report did not come over the axis")
    return files.fetch(message.envelope.sha256)


def _figure(indicator: str, disaggregation: str, value: Any) -> Json:
    plain = None if value is None else int(value)
    return {"indicator": indicator, "disaggregation": disaggregation, "value": plain}


def _code(unit_id: int) -> str:
    return Unit.objects.get(pk=unit_id).code_on("qd20", STARTS_AT.date())
