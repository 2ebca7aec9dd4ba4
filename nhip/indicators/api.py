"""API số liệu: figures with who says so, totals with their coverage, now or as they were known."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import AfterValidator, AwareDatetime, Field, PlainSerializer

from nhip.core import clock
from nhip.core.web import Request
from nhip.indicators.queries import answers
from nhip.indicators.queries.answers import Known, Onwards, Question, Sum
from nhip.indicators.queries.lines import Line
from nhip.indicators.rules.disaggregations import WHOLE, canonical, parse
from nhip.indicators.rules.facts import Measure, Vintage
from nhip.indicators.rules.values import State

router = Router(tags=["indicators"])

Number = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]
Group = Annotated[str, AfterValidator(lambda text: canonical(parse(text)))]


class Asked(Schema):
    """Câu hỏi: one indicator for one period, of the units with these codes or of a whole kind."""

    indicator: str
    period: str
    disaggregation: Group = WHOLE
    unit: list[str] = []
    scheme: str = "qd20"
    kind: str = "province"
    as_of: AwareDatetime | None = None

    def question(self, line: Line) -> Question:
        """Return what is asked of the line."""
        return Question(
            line, self.period, self.kind, self.scheme, tuple(self.unit), as_of=self.as_of
        )


class AskedFigures(Asked):
    """Câu hỏi về số liệu: also which of an indicator's values is meant."""

    measure: Measure = Measure.PERIOD
    vintage: Vintage = Vintage.OFFICIAL


class PlaceOut(Schema):
    """Đơn vị: code and name on the last day of the period."""

    code: str
    name: str


class FigureOut(Schema):
    """Số liệu kèm nguồn: ``version`` is the signed report; without it the figure was imported."""

    unit: PlaceOut
    indicator: str
    disaggregation: str
    period: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: State
    value: Number | None
    accepted_at: dt.datetime
    superseded_at: dt.datetime | None
    version: str | None
    source: str
    source_date: dt.date | None

    @staticmethod
    def of(known: Known) -> "FigureOut":
        """Return one figure as it is sent."""
        said = known.said
        return FigureOut(
            unit=PlaceOut.from_orm(known.unit),
            indicator=said.line.indicator,
            disaggregation=said.line.disaggregation,
            period=said.period,
            starts_at=said.starts_at,
            ends_at=said.ends_at,
            state=said.value.state,
            value=said.value.number,
            accepted_at=said.accepted_at,
            superseded_at=said.superseded_at,
            version=said.version,
            source=said.source,
            source_date=said.source_date,
        )


class TotalOut(Schema):
    """Số tổng hợp: with how many units it expected, which are in it, and which are missing."""

    indicator: str
    name: str
    unit_of_measure: str
    disaggregation: str
    period: str
    state: State
    value: Number | None
    expected: int
    present: int
    units: list[PlaceOut]
    missing: list[PlaceOut]
    versions: list[str]
    sources: list[str]
    accepted_at: dt.datetime | None
    stale: bool

    @staticmethod
    def of(sum_: Sum) -> "TotalOut":
        """Return one total as it is sent."""
        total = sum_.total
        return TotalOut(
            indicator=total.line.indicator,
            name=total.name,
            unit_of_measure=total.unit_of_measure,
            disaggregation=total.line.disaggregation,
            period=total.period.key,
            state=total.state,
            value=total.value,
            expected=total.expected,
            present=total.present,
            units=[PlaceOut.from_orm(unit) for unit in sum_.units],
            missing=[PlaceOut.from_orm(unit) for unit in sum_.missing],
            versions=list(total.versions),
            sources=list(total.sources),
            accepted_at=total.accepted_at,
            stale=total.stale,
        )


class AskedOnwards(Schema):
    """Câu hỏi về địa bàn hiện nay: one unit by its code after the last of the periods."""

    indicator: str
    period: list[str] = Field(min_length=1, max_length=120)
    unit: str
    disaggregation: Group = WHOLE
    scheme: str = "qd20"
    as_of: AwareDatetime | None = None

    def question(self) -> Question:
        """Return what is asked; the code is that of the last period."""
        line = Line(self.indicator, self.disaggregation)
        return Question(line, self.period[-1], "", self.scheme, (self.unit,), as_of=self.as_of)


class PartOut(Schema):
    """Phần: what one unit of that time had, and which share of it counts here."""

    name: str
    period: str
    weight: Number
    estimated: bool
    state: State
    value: Number | None


class OnwardsOut(Schema):
    """Số quy về địa bàn hiện nay: ``estimated`` where a divided unit was shared out by weights."""

    unit: PlaceOut
    indicator: str
    disaggregation: str
    state: State
    value: Number | None
    estimated: bool
    parts: list[PartOut]

    @staticmethod
    def of(asked: AskedOnwards, found: Onwards) -> "OnwardsOut":
        """Return the figure as it is sent."""
        return OnwardsOut(
            unit=PlaceOut.from_orm(found.unit),
            indicator=asked.indicator,
            disaggregation=asked.disaggregation,
            state=found.figure.state,
            value=found.figure.value,
            estimated=found.figure.estimated,
            parts=[
                PartOut(
                    name=found.named(part),
                    period=part.period,
                    weight=part.weight,
                    estimated=part.estimated,
                    state=part.state,
                    value=part.value,
                )
                for part in found.figure.parts
            ],
        )


@router.get("observations", response=list[FigureOut])
def observations(request: Request, asked: Query[AskedFigures]) -> list[FigureOut]:
    """Số liệu: the figures of the units asked for, each with the signed report that brought it."""
    line = Line(asked.indicator, asked.disaggregation, asked.measure, asked.vintage)
    known = answers.figures(asked.question(line), viewer=request.user, on=clock.today())
    return [FigureOut.of(one) for one in known]


@router.get("totals", response=TotalOut)
def totals(request: Request, asked: Query[Asked]) -> TotalOut:
    """Số tổng hợp: the total of the units by the indicator's own rule, with its coverage."""
    line = Line(asked.indicator, asked.disaggregation)
    added = answers.total(asked.question(line), viewer=request.user, on=clock.today())
    return TotalOut.of(added)


@router.get("restated", response=OnwardsOut)
def restated(request: Request, asked: Query[AskedOnwards]) -> OnwardsOut:
    """Số quy về địa bàn hiện nay: what the present territory had, whoever reported it then."""
    found = answers.present_territory(
        asked.question(), asked.period, viewer=request.user, on=clock.today()
    )
    return OnwardsOut.of(asked, found)
