"""Nobody comes in by a forgotten door: every page is gated, every right is declared and given."""

import importlib
from pathlib import Path

from django.urls import URLPattern, get_resolver

from nhip.accounts.rules import RIGHTS_OF

PACKAGE = Path(__file__).parents[1] / "nhip"


def doors(resolver, prefix=""):
    """Yield address and view of every page and endpoint that is ours."""
    for pattern in resolver.url_patterns:
        address = f"{prefix}{pattern.pattern}"
        if not isinstance(pattern, URLPattern):
            yield from doors(pattern, address)
        elif pattern.callback.__module__.startswith("nhip."):
            yield address, pattern.callback


def layers(view):
    """Yield the view and everything it is wrapped around."""
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)


def is_gated(view):
    return any(
        getattr(layer, "is_public", False) or layer.__code__.co_qualname.startswith("signed_in.")
        for layer in layers(view)
    )


def rights_declared():
    for path in PACKAGE.glob("*/permissions.py"):
        yield from importlib.import_module(f"nhip.{path.parent.name}.permissions").Permission


def test_every_page_is_for_people_signed_in_or_says_that_it_is_public():
    found = list(doors(get_resolver()))

    assert len(found) > 2
    assert [address for address, view in found if not is_gated(view)] == []


def test_every_right_that_a_role_carries_is_declared_by_its_area():
    carried = set().union(*RIGHTS_OF.values())

    assert carried - {str(right) for right in rights_declared()} == set()


def test_every_right_that_an_area_declares_is_carried_by_a_role():
    carried = set().union(*RIGHTS_OF.values())

    assert {str(right) for right in rights_declared()} - carried == set()


def test_a_right_is_named_after_its_area():
    assert [
        right
        for right in rights_declared()
        if type(right).__module__.split(".")[1] != right.split(".")[0]
    ] == []
