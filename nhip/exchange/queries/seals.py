"""Niêm phong của láng giềng: what the logs of other nodes said of themselves, for their audit."""

from nhip.exchange.models import Message, NeighbourSeal


def heads_of(neighbour: str) -> list[tuple[int, str]]:
    """Return every head of an agency's log that its receipts carried here.

    A log that was rewritten since is contradicted by them: they are what
    ``nhip events verify --heads`` compares with on that agency's node.
    """
    return list(
        NeighbourSeal.objects.filter(neighbour=neighbour)
        .order_by("position", "pk")
        .values_list("position", "hash")
    )


def heads_sent() -> list[tuple[int, str]]:
    """Return every head of our own log that left in a receipt; neighbours hold the same.

    The first receipts of a node may have left before anything was sealed.
    """
    receipts = (
        Message.objects.outgoing()
        .filter(kind=Message.Kind.STATUS, header__receipt__seal_position__isnull=False)
        .order_by("pk")
        .values_list("header__receipt__seal_position", "header__receipt__seal_hash")
    )
    return [(position, seal) for position, seal in receipts if position is not None]


def contradicts(neighbour: str, position: int, seal_hash: str) -> bool:
    """Tell whether an agency's log once had another seal at that position."""
    known = NeighbourSeal.objects.filter(neighbour=neighbour, position=position)
    return known.exclude(hash=seal_hash).exists()
