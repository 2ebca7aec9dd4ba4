"""Chỉ mục các bảng: the few look-ups that weave the tables into each other. Pure."""

import datetime as dt
from dataclasses import dataclass, replace

from nhip.organisations.rules.lineage import continuing
from nhip.organisations.rules.spans import VOUCHED, Span, read_span
from nhip.organisations.rules.tables import Tables

REFORM = dt.date(2025, 7, 1)  # Resolution 202/2025/QH15: no districts from that day on
DECISION_20 = dt.date(2020, 9, 15)  # Decision 20/2020/QĐ-TTg came into force.
BELOW_LEVEL_1 = "qd20 below level 1"


@dataclass(frozen=True)
class Maps:
    """Chỉ mục: which unit a code of a table stands for, and how far the tables reach."""

    alone: dict[str, str]  # new commune → the old unit that went on as it
    homes: dict[str, str]  # district → unit of its province
    provinces: dict[str, str]  # province since the reform → its unit
    bodies: dict[str, str]  # level-1 code before the reform → its unit
    reach: dict[tuple[str, str], Span]  # subject and territory → days for which all is listed
    keeper: str  # the level-1 body whose own register is among the tables

    def commune(self, new: str) -> str:
        """Return the unit of a commune of the network since the reform."""
        return f"gso/{self.alone.get(new, f'{new}-2025')}"

    def old_network(self, kind: str, province: str) -> Span:
        """Return for how long the tables know a unit of the network before the reform."""
        known = self.reach.get((kind, province)) or self.reach[kind, ""]
        return known.before(REFORM)

    def register(self) -> Span:
        """Return for how long the register of codes below level 1 is known."""
        return self.reach[BELOW_LEVEL_1, self.bodies[self.keeper]]


def maps(tables: Tables) -> Maps:
    """Return the look-ups of some tables."""
    committees = [(row, read_span(row["since"], row["until"])) for row in tables.provinces]
    return Maps(
        alone={new: old for old, new in continuing(tables.conversion).items()},
        homes={row["gso"]: f"gso/{row['province']}" for row in tables.districts},
        provinces={
            row["gso"]: f"gso/{row['unit']}"
            for row, span in committees
            if span.until is None or span.until > REFORM
        },
        bodies={
            **{row["code"]: f"qd20/{row['code']}" for row in tables.bodies},
            **{
                row["committee"]: f"gso/{row['unit']}"
                for row, span in committees
                if span.since is None or span.since < REFORM
            },
        },
        reach={
            (row["subject"], row["territory"]): read_span(
                f"{VOUCHED}{row['since']}", f"{VOUCHED}{row['until']}"
            )
            for row in tables.horizons
        },
        keeper=next((row["qd20"][:3] for row in tables.register if "." in row["qd20"]), ""),
    )


def in_register(span: Span) -> Span:
    """Return the part of a span in which the register of level-1 codes speaks."""
    if span.since is not None and span.since >= DECISION_20:
        return span
    return replace(span, since=DECISION_20, start_known=False)
