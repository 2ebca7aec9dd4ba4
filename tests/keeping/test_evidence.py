"""Chứng cứ: what a figure rests on, checked by a program that knows nothing of this node."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from nhip.accounts.rules import RoleName
from nhip.command_centre import tasks
from nhip.command_centre.queries.choices import Choice, sight_of, sight_of_node
from nhip.command_centre.queries.evidence import NobodySigned
from nhip.command_centre.reference import check_evidence as checker
from nhip.core import clock
from nhip.core.canonical import canonical_json, sha256_hex
from nhip.organisations.models import Unit
from tests.one_node import who
from tests.reporting.country import DAY, NEW

CHECKER = Path(__file__).parents[2] / "scripts" / "check_evidence.py"


def figure(**changes):
    unit = Unit.objects.by_code("qd20", "H53", on=clock.today())
    given = {"regime": "YT.DICH.NGAY", "period": DAY, "cell": str(NEW), "unit_id": unit.pk}
    return Choice(**given | changes)


@pytest.fixture(scope="module")
def package(lived, django_db_blocker, tmp_path_factory):
    """The evidence of Tây Ninh's 97 new cases, written once by the command."""
    from tests.keeping.conftest import at_database
    from tests.one_node import at_home

    target = tmp_path_factory.mktemp("evidence") / "97.zip"
    with django_db_blocker.unblock(), at_database(lived.database), at_home(lived.country):
        address = f"https://nhip.example/command-centre/figure/?{figure().query}"
        call_command("evidence", address, out=target, stdout=io.StringIO())
    return target.read_bytes()


def parts(package):
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(given):
    """Return a package of these parts whose manifest agrees with them."""
    digests = {name: sha256_hex(data) for name, data in given.items() if name != "manifest.json"}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, data in (given | {"manifest.json": canonical_json(digests)}).items():
            made.writestr(name, data)
    return target.getvalue()


def refusals(package, roots=None):
    return [answer for answer in checker.check(package, roots) if answer.holds is not True]


def flipped(data, share):
    place = int(len(data) * share)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_a_stranger_checks_it_without_this_node(package, tmp_path):
    (tmp_path / "97.zip").write_bytes(package)
    shutil.copy(CHECKER, tmp_path / "check_evidence.py")

    done = subprocess.run(
        [sys.executable, "-I", "check_evidence.py", "97.zip"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": ""},
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tây Ninh, D:2021-08-14: 97" in done.stdout
    assert done.stdout.count("receipt of this letter and this file") >= 4


def test_the_checker_inside_is_the_one_of_the_checkout_and_needs_no_other_part_of_it(package):
    assert parts(package)["check_evidence.py"] == CHECKER.read_bytes()
    assert b"nhip." not in CHECKER.read_bytes().split(b'"""', 2)[2].replace(b"urn:nhip:", b"")


def test_a_changed_byte_in_any_part_is_found(package):
    given = parts(package)

    for name, data in given.items():
        changed = io.BytesIO()
        with zipfile.ZipFile(changed, "w") as made:
            for other, content in given.items():
                made.writestr(other, flipped(data, 0.5) if other == name else content)
        first = next(checker.check(changed.getvalue(), None))
        assert first.holds is False, name


@pytest.mark.parametrize(
    ("beginning", "share"),
    [
        *(("report.pdf", share) for share in (0.1, 0.6)),
        ("axis/letter", 0.02),
        ("axis/letter", 0.5),
        ("axis/receipt", 0.2),
        ("axis/receipt", 0.5),
        ("log/events", 0.3),
        ("log/head", 0.5),
    ],
)
def test_whoever_changes_the_manifest_as_well_is_found_by_the_proofs(package, beginning, share):
    given = parts(package)
    name = next(name for name in sorted(given) if name.startswith(beginning))

    forged = packed(given | {name: flipped(given[name], share)})

    assert refusals(forged)


def test_revocation_lists_that_no_authority_signed_count_for_nothing(package):
    given = parts(package)
    changed = {name: flipped(given[name], 0.9) for name in given if name.startswith("lists/")}

    said = refusals(packed(given | changed))

    assert changed
    assert any("not revoked then" in answer.words for answer in said)


@pytest.mark.parametrize(
    ("key", "said"),
    [("value", "98"), ("state", "nil"), ("version", "0" * 64), ("indicator", "X")],
)
def test_another_figure_than_the_signed_one_is_found(package, key, said):
    given = parts(package)
    claim = json.loads(given["figure.json"]) | {key: said}

    assert refusals(packed(given | {"figure.json": json.dumps(claim).encode()}))


def test_nothing_is_trusted_that_the_reader_does_not_trust(package, tmp_path):
    refused = refusals(package, tmp_path)

    assert any("trusted certificate" in answer.words for answer in refused)
    assert any("time stamped" in answer.words for answer in refused)


def test_events_of_others_are_handed_out_only_when_asked_for(package, node):
    sight, now = sight_of_node(on=clock.today()), clock.now()
    own = parts(tasks.evidence(figure(), sight, whole_log=False, now=now))

    assert len(own["log/events.jsonl"]) < len(parts(package)["log/events.jsonl"])
    unsure = refusals(packed(own))
    assert unsure
    assert all(answer.holds is None for answer in unsure)


def test_who_may_not_see_a_figure_gets_no_evidence(node):
    stranger = who(RoleName.LEADER, "G18")
    sight = sight_of(stranger, on=clock.today())

    hidden = figure(regime="TK.GDDS.NAM")
    assert tasks.evidence(hidden, sight, whole_log=False, now=clock.now()) is None


def test_an_imported_figure_has_no_evidence(node):
    sight = sight_of_node(on=clock.today())
    imported = figure(period="D:2021-07-01")

    with pytest.raises(NobodySigned):
        tasks.evidence(imported, sight, whole_log=False, now=clock.now())
    with pytest.raises(CommandError, match="no figure"):
        call_command("evidence", "?regime=X", out=Path("x.zip"))


def test_the_page_of_a_figure_hands_it_out(node, client):
    client.force_login(who(RoleName.ANALYST, "G22"))
    address = reverse("command_centre:evidence")
    page = client.get(f"{reverse('command_centre:figure')}?{figure().query}")

    assert f"{address}?" in page.content.decode()
    answer = client.get(f"{address}?{figure().query}")

    assert answer["Content-Type"] == "application/zip"
    assert "report.pdf" in parts(b"".join(answer.streaming_content))
    assert client.get(f"{address}?regime=X&unit=1").status_code == 404
