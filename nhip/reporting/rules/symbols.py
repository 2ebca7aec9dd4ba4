"""Ký hiệu và địa danh của báo cáo: how paper names an agency (decree 30/2020, annex I)."""

_COMMITTEE = "Ủy ban nhân dân"
_SKIPPED = frozenset({"và", "của"})


def abbreviation(official_name: str) -> str:
    """Return how an agency is abbreviated in a symbol: ``UBND``, ``BYT``, ``BKHĐT``."""
    if official_name.startswith(_COMMITTEE):
        return "UBND"
    syllables = official_name.replace(",", " ").split()
    return "".join(one[0].upper() for one in syllables if one.lower() not in _SKIPPED)


def place(code: str, name: str) -> str:
    """Return the place line: central bodies write Hà Nội, others their own territory."""
    return "Hà Nội" if code.startswith("G") else name
