"""Kết quả khám: what can be wrong with a node, how grave it is, and what to do about it.

Gravity.ILL    figures, files, signatures or the log are not what they were    exit 2
Gravity.SOON   the node works, but somebody must act                           exit 1
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("vi", "en")


class Gravity(IntEnum):
    """Mức độ: also the exit status of the command."""

    SOON = 1
    ILL = 2


@dataclass(frozen=True)
class Illness:
    """Bệnh: what is wrong, and what to do."""

    gravity: Gravity
    says: Promise
    remedy: Promise


@dataclass(frozen=True)
class Finding:
    """Một phát hiện: an illness at one place, with its facts."""

    name: str
    facts: dict[str, Any]

    @property
    def illness(self) -> Illness:
        """Return what it is."""
        return ILLNESSES[self.name]

    def in_words(self, language: str) -> tuple[str, str]:
        """Return in a language what is wrong and what to do."""
        with translation.override(language):
            said, remedy = str(self.illness.says), str(self.illness.remedy)
        return said % self.facts, remedy % self.facts

    def as_json(self) -> dict[str, Any]:
        """Return the finding as plain JSON values, in both languages."""
        words = {language: self.in_words(language) for language in LANGUAGES}
        return {
            "name": self.name,
            "gravity": self.illness.gravity.name.lower(),
            "facts": self.facts,
            "says": {language: said for language, (said, _remedy) in words.items()},
            "do": {language: remedy for language, (_said, remedy) in words.items()},
        }


@dataclass(frozen=True)
class Limits:
    """Ngưỡng: from where on something is a finding."""

    signatures: int | None = 200
    every_byte: bool = True
    certificate_ends_within: dt.timedelta = dt.timedelta(days=30)
    least_free_bytes: int = 2 * 2**30
    least_free_share: float = 0.10
    clocks_differ_by: dt.timedelta = dt.timedelta(seconds=5)
    event_unsealed: dt.timedelta = dt.timedelta(minutes=1)
    waiting: dt.timedelta = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Visit:
    """Lần khám: when it is, by the node's clock and by the machine's, and the limits that hold."""

    now: dt.datetime
    real: dt.datetime
    limits: Limits = Limits()


def found(name: str, **facts: Any) -> Finding:
    """Return a finding; what a check yields."""
    return Finding(name, facts)


def worst(findings: Iterable[Finding]) -> int:
    """Return the exit status: 0 for a healthy node."""
    return max((finding.illness.gravity for finding in findings), default=0)


ILLNESSES: Final[dict[str, Illness]] = {
    "file-missing": Illness(
        Gravity.ILL,
        _("The file %(sha256)s is missing from the store."),
        _("Restore a backup elsewhere and copy this file from its store into this one."),
    ),
    "file-altered": Illness(
        Gravity.ILL,
        _("The file %(sha256)s in the store is not what was put there."),
        _("Check the disk, then copy this file from a restored backup over it."),
    ),
    "files-orphaned": Illness(
        Gravity.SOON,
        _("%(count)d files lie in the store that no record names, the first is %(first)s."),
        _("The worker sweeps them every night; see that `nhip worker` runs."),
    ),
    "signature-not-good": Illness(
        Gravity.ILL,
        _("The signatures of document %(document)s were good and are not any more: %(reasons)s."),
        _("Compare `nhip verify` on a copy from a backup; renew the revocation lists in `trust`."),
    ),
    "log-not-intact": Illness(
        Gravity.ILL,
        _("The log is not intact at position %(position)s: %(kind)s."),
        _("Keep the machine as it is, run `nhip events verify`, and compare with a backup."),
    ),
    "log-unsealed": Illness(
        Gravity.SOON,
        _("%(count)d events have waited for their seal for longer than a minute."),
        _("Start `nhip worker`: it seals the log each second."),
    ),
    "figures-differ": Illness(
        Gravity.ILL,
        _("The figures of report version %(version)s differ from the report in %(count)d places."),
        _("Trust the signed report; restore a backup, and tell who maintains the product."),
    ),
    "disk-nearly-full": Illness(
        Gravity.SOON,
        _("Only %(free)d MB are free where the node keeps its state."),
        _("Make room or move NHIP_STATE to a larger disk before it is full."),
    ),
    "key-missing": Illness(
        Gravity.SOON,
        _("The key file of %(holder)s is not on this node: %(location)s."),
        _("Bring the file from where keys are kept into `keys`, or register a new key."),
    ),
    "certificate-ends": Illness(
        Gravity.SOON,
        _("The certificate of %(holder)s ends on %(ends)s, and no other follows."),
        _("Ask the authority for a new certificate and register its key before that day."),
    ),
    "list-outdated": Illness(
        Gravity.SOON,
        _("The revocation list of %(issuer)s should have been renewed on %(due)s."),
        _("Download the newest list of that authority into `trust`."),
    ),
    "clock-of-database": Illness(
        Gravity.SOON,
        _("The clocks of this machine and of the database differ by %(seconds)d seconds."),
        _("Let both machines take their time from the same NTP server."),
    ),
    "clock-of-stamps": Illness(
        Gravity.SOON,
        _("This node's clock and the time-stamp authority's differ by %(seconds)d seconds."),
        _("Let this machine take its time from an NTP server: times of signing rest on it."),
    ),
    "no-stamps": Illness(
        Gravity.SOON,
        _("The time-stamp authority does not answer: %(address)s."),
        _("Check the network and NHIP_TSA_URL; documents wait for their stamp for a while only."),
    ),
    "no-stamp-authority": Illness(
        Gravity.SOON,
        _("No time-stamp authority is named, so times of signing are only claimed."),
        _("Set NHIP_TSA_URL to the address of your time-stamp authority."),
    ),
    "hub-silent": Illness(
        Gravity.SOON,
        _("The hub of the axis does not answer: %(address)s."),
        _("Check the network and NHIP_HUB_URL; letters wait and leave when it answers again."),
    ),
    "no-hub": Illness(
        Gravity.SOON,
        _("No hub of the axis is named, so nothing can be sent."),
        _("Set NHIP_HUB_URL to the address of the hub."),
    ),
    "jobs-failed": Illness(
        Gravity.SOON,
        _("%(count)d jobs failed and are not tried again, the last is %(task)s."),
        _("Read why in the worker's log, then try it again on the page of operation."),
    ),
    "jobs-stalled": Illness(
        Gravity.SOON,
        _("%(count)d jobs belong to a worker that is gone, the first is %(task)s."),
        _("Start `nhip worker`: it takes them up again within a minute."),
    ),
    "jobs-waiting": Illness(
        Gravity.SOON,
        _("%(count)d jobs could start and wait, the oldest is %(task)s."),
        _("See that `nhip worker` runs; if it does, give it more `--concurrency`."),
    ),
    "letters-waiting": Illness(
        Gravity.SOON,
        _("%(count)d letters have not left for %(recipient)s since %(since)s."),
        _("See the page of the axis for what the last attempts said; check the hub."),
    ),
    "documents-waiting": Illness(
        Gravity.SOON,
        _("Document %(document)s was sealed at %(since)s and has not left."),
        _("See that `nhip worker` runs and that the time-stamp authority answers."),
    ),
}
