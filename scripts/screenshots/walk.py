"""Đi qua các cảnh: the country that is looked at, and the scenes asked for."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from nhip.config import postgres
from nhip.config.demo.country import Country, country, kept_country
from nhip.config.demo.processes import free_ports
from nhip.config.demo.running import Ended, may_be_ended, up
from scripts.screenshots import scenes
from scripts.screenshots.camera import camera


def walk(folder: Path | None, out: Path, asked: Sequence[str]) -> None:
    """Take the scenes asked for, in the country of the folder or in one made for them."""
    if folder:
        _take(kept_country(folder), out, asked)
        return
    with suppress(Ended), may_be_ended(), _made() as here:
        _take(here, out, asked)


def _take(here: Country, out: Path, asked: Sequence[str]) -> None:
    with camera(here, out) as ours:
        for scene in asked:
            getattr(scenes, scene)(ours)


@contextmanager
def _made() -> Iterator[Country]:
    """Yield a country in which 62 provinces have reported; nothing of it is left."""
    with tempfile.TemporaryDirectory(prefix="nhip-") as folder:
        here = country(Path(folder), free_ports(), free_ports())
        try:
            with up(here, print) as started:
                for place in here.places:
                    started.start_live(place)
                    started.start_worker(place)
                started.do(here.provinces, "demo_send", "--pace", "0")
                yield here
        finally:
            postgres.Server(here.folder / "pg").remove()
