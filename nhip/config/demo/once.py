"""Một lần: the main job without a visitor, on a country of its own that is gone afterwards."""

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from nhip.config import postgres
from nhip.config.demo.country import LAST_PROVINCE, Country, country
from nhip.config.demo.founding import Say
from nhip.config.demo.processes import free_ports
from nhip.config.demo.running import up

RESULT = "result.json"


def once(out: Path, say: Say, *, everybody: bool) -> dict[str, Any]:
    """Do the main job and write its proof to a folder; return the summary. Raises NodeDied."""
    started_at = time.monotonic()
    with _private_country() as here:
        made = here.folder / "proof"
        made.mkdir()
        with up(here, say) as started:
            for place in here.places:
                started.start_worker(place)
            if everybody:
                say(_("62 provinces send their reports"))
                started.do(here.provinces, "demo_send", "--pace", "0")
            say(_("%(agency)s reports, corrects, signs, seals, sends") % {"agency": LAST_PROVINCE})
            started.do(here.provinces, "demo_once", str(made))
            say(_("The national node proves what it received"))
            started.do(here.government, "demo_prove", str(made))
        shutil.copytree(here.trust, made / "trust")
        result: dict[str, Any] = json.loads((made / RESULT).read_text())
        (made / RESULT).unlink()
        out.mkdir(parents=True, exist_ok=True)
        shutil.copytree(made, out, dirs_exist_ok=True)
    say(_("Everything held; the proof is in %(out)s") % {"out": out})
    return result | {"seconds": round(time.monotonic() - started_at, 1)}


@contextmanager
def _private_country() -> Iterator[Country]:
    """Yield a country in a folder of its own; nothing of it is left."""
    with tempfile.TemporaryDirectory(prefix="nhip-") as folder:
        here = country(Path(folder), free_ports(), free_ports())
        try:
            yield here
        finally:
            postgres.Server(here.folder / "pg").remove()
