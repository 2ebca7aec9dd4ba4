"""Bảng tham chiếu: what the files of reference/units hold, as text. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Line = Mapping[str, str]
Lines = Sequence[Line]

FILES = {
    "bodies": "bodies.csv",
    "provinces": "provinces.csv",
    "districts": "districts.csv",
    "communes_before": "communes-before.csv",
    "communes": "communes.csv",
    "conversion": "conversion.csv",
    "successions": "successions.csv",
    "register": "register-tay-ninh.csv",
    "reorganisations": "reorganisations.csv",
    "horizons": "horizons.csv",
}


@dataclass(frozen=True)
class Tables:
    """Các bảng: every table by name, and for each file where it comes from."""

    bodies: Lines = ()
    provinces: Lines = ()
    districts: Lines = ()
    communes_before: Lines = ()
    communes: Lines = ()
    conversion: Lines = ()
    successions: Lines = ()
    register: Lines = ()
    reorganisations: Lines = ()
    horizons: Lines = ()
    sources: Mapping[str, Line] = field(default_factory=dict)

    def is_matched_by_code(self) -> bool:
        """Tell whether the conversion was made by code, as its source says, and not by name."""
        return self.sources.get(FILES["conversion"], {}).get("matched_by") == "code"
