"""Điểm cần xem lại: what the reader of a workbook was not sure of, and where."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Loại: each has one sentence for the designer, in both languages."""

    NUMBER_TWICE = "number-twice"
    NUMBER_MISSING = "number-missing"
    NUMBER_UNREADABLE = "number-unreadable"
    FORMULA_UNREADABLE = "formula-unreadable"
    FORMULA_WITHOUT_TARGET = "formula-without-target"
    FORMULA_CONTRADICTED = "formula-contradicted"
    NOTES_BESIDE_FIGURES = "notes-beside-figures"
    HEAD_SHARED = "head-shared"
    HEAD_EMPTY = "head-empty"
    ROW_WITHOUT_NUMBER = "row-without-number"
    SUM_SUPPOSED = "sum-supposed"
    SUM_CONTRADICTED = "sum-contradicted"
    ROW_WITHOUT_FIGURES = "row-without-figures"
    UNIT_OF_MEASURE_MISSING = "unit-of-measure-missing"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Điểm cần xem lại. ``place`` is a cell of the workbook, such as ``D12``."""

    kind: Kind
    place: str
    found: dict[str, str] = field(default_factory=dict)
