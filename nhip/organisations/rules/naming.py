"""Tên cơ quan: the full name under which a territory's authority acts. Pure."""


def committee_of(territory: str) -> str:
    """Return the name of the People's Committee of ``Xã An Bình`` or ``tỉnh Tây Ninh``."""
    return f"Ủy ban nhân dân {_in_a_sentence(territory)}"


def council_of(territory: str) -> str:
    """Return the name of the People's Council of a territory."""
    return f"Hội đồng nhân dân {_in_a_sentence(territory)}"


def _in_a_sentence(territory: str) -> str:
    """Return the territory as it stands in a sentence: ``xã An Bình``, but ``Phường 3``."""
    # Decree 30/2020, annex II: the type of a unit that is only numbered keeps its capital.
    if territory[-1:].isdigit():
        return territory
    return f"{territory[:1].lower()}{territory[1:]}"
