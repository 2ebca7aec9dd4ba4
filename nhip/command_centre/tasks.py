"""Việc của Trung tâm: hand out the evidence of a figure."""

import datetime as dt
from collections.abc import Iterator

from nhip.command_centre import providers
from nhip.command_centre.queries.choices import Choice, Sight
from nhip.command_centre.queries.evidence import Dossier, dossier_of
from nhip.files import providers as files
from nhip.signing.providers.trust_store import trust_of_node


def evidence(choice: Choice, sight: Sight, *, whole_log: bool, now: dt.datetime) -> bytes | None:
    """Xuất chứng cứ: return the package of a figure; None when there is no such figure to be seen.

    Raises NobodySigned, FileIsMissing, FileIsAltered.
    """
    dossier = dossier_of(choice, sight, whole_log=whole_log, now=now)
    return None if dossier is None else providers.packed(_parts(dossier, now))


def _parts(dossier: Dossier, now: dt.datetime) -> Iterator[tuple[str, bytes]]:
    pdf = files.fetch(dossier.pdf_sha256)
    yield "README.txt", providers.README.encode()
    yield providers.CHECKER, providers.checker()
    yield "figure.json", providers.as_json(dossier.claim)
    yield "report.pdf", pdf
    for message in dossier.messages:
        yield f"axis/{message.name}", files.fetch(message.sha256)
    yield "verdict.json", providers.as_json(dossier.verdict)
    yield from providers.certificates_and_lists(pdf, trust_of_node(now=now))
    yield "log/events.jsonl", providers.as_lines(dossier.links)
    for head in dossier.heads:
        yield f"log/head-{head.position}.tsr", head.token
