"""Sao lưu: consistent, encrypted, readable without us, and nothing of it half restored."""

import io
import json
import shutil
import subprocess
import tarfile
from contextlib import contextmanager
from threading import Event as Signal
from threading import Thread

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import override_settings

from nhip.config.keeping import dump
from nhip.config.keeping.backup import back_up
from nhip.config.keeping.checks import CHECKS
from nhip.config.keeping.restore import BackupIsNewer, NotEmpty, restore
from nhip.config.keeping.sealing import BackupIsDamaged, CannotBeOpened, NotAKey, sealed_into
from nhip.core import clock
from nhip.core.web import system
from nhip.events.actions import record
from nhip.events.models import Event
from nhip.files import actions as names
from nhip.files import providers as files
from nhip.files.models import StoredFile
from nhip.indicators.models import Observation
from nhip.organisations.models import Unit
from tests.keeping.conftest import at_database, new_database, public

FIGURES = ("pk", "value", "delivery__version_sha256")


@pytest.fixture(scope="module")
def saved(lived, identity, tmp_path_factory, django_db_blocker):
    """A backup of the node, made once."""
    target = tmp_path_factory.mktemp("saved") / "node.age"
    with django_db_blocker.unblock(), at_database(lived.database):
        back_up_from(lived.state, target, identity)
    return target


@pytest.fixture
def copy(db, lived, tmp_path, django_db_blocker):
    """Be at a copy of the node, to whose database and files everything may be done."""
    with django_db_blocker.unblock(), new_database(lived.database) as name, at_database(name):
        state = shutil.copytree(lived.state, tmp_path / "copy")
        with override_settings(NHIP_STATE=state):
            yield state


@contextmanager
def empty_place(folder):
    with new_database() as name, at_database(name), override_settings(NHIP_STATE=folder):
        yield folder


@pytest.fixture
def empty(db, tmp_path, django_db_blocker):
    """Be at an empty database and an empty folder."""
    with django_db_blocker.unblock(), empty_place(tmp_path / "new") as place:
        yield place


def back_up_from(state, target, identity):
    with override_settings(NHIP_STATE=state):
        return back_up(target=target, keys=[public(identity)], programs=None, now=clock.now())


def members(saved, identity):
    secret = pyrage.x25519.Identity.from_str(identity.read_text().split("\n")[1])
    plain = io.BytesIO(pyrage.decrypt(saved.read_bytes(), [secret]))
    with tarfile.open(fileobj=plain) as tar:
        return {one.name: tar.extractfile(one).read() for one in tar}


def held():
    """Return everything that must come back: rows of every table, figures, bytes."""
    stored = StoredFile.objects.order_by("pk").values_list("pk", flat=True)
    return (
        dump.rows(),
        list(Observation.objects.order_by("pk").values_list(*FIGURES)),
        [len(files.fetch(sha256)) for sha256 in stored],
    )


def refused(source, key, place, refusal):
    """Assert that a backup is refused and that nothing of it is there afterwards."""
    with pytest.raises(refusal):
        restore(source=source, key=key, programs=None)
    assert dump.tables() == []
    assert [one.name for one in place.rglob("*")] == []


@pytest.mark.requirement(62)
def test_the_drill_brings_back_a_healthy_node_with_the_same_figures(
    saved, identity, node, tmp_path
):
    before, said = held(), io.StringIO()

    with empty_place(tmp_path / "new") as place:
        shutil.copytree(node.state / "keys", place / "keys")  # from where keys are kept
        call_command("restore", saved, key=identity, stdout=said)
        after = held()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Event.objects.all()._raw_delete("default")

    assert after == before
    assert f"{len(CHECKS)} checks passed" in said.getvalue()


def test_no_private_key_and_no_secret_is_in_a_backup(saved, identity, lived):
    inside = members(saved, identity)

    secrets = [file for file in (lived.state / "keys").rglob("*") if file.is_file()]
    assert secrets
    assert not {file.read_bytes() for file in secrets} & set(inside.values())
    assert not any(b"PRIVATE KEY" in data for data in inside.values())


def test_a_backup_is_read_by_ordinary_programs(saved, identity, tmp_path):
    inside = members(saved, identity)
    pieces = [inside[name] for name in sorted(inside) if name.startswith("database/")]
    (tmp_path / "database.dump").write_bytes(b"".join(pieces))

    program = dump._program("pg_restore", None)
    listed = subprocess.run(
        [program, "--list", tmp_path / "database.dump"], capture_output=True, text=True, check=True
    )

    assert "TABLE DATA public reporting_reportversion" in listed.stdout


def test_a_node_that_goes_on_working_is_saved_as_of_one_moment(copy, identity, tmp_path):
    stop, unit = Signal(), Unit.objects.first()

    def work():
        while not stop.is_set():
            sha256 = files.store(str(Event.objects.count()).encode())
            names.name(sha256, size=1, media_type="text/plain", now=clock.now())
            record("tests.node.worked", unit, actor=system("tests"), now=clock.now(), file=sha256)
        connections.close_all()

    worker = Thread(target=work)
    worker.start()
    try:
        back_up_from(copy, tmp_path / "node.age", identity)
    finally:
        stop.set()
        worker.join()
    written = Event.objects.filter(name="tests.node.worked").count()
    with empty_place(tmp_path / "new"):
        restore(source=tmp_path / "node.age", key=identity, programs=None)
        kept = Event.objects.filter(name="tests.node.worked").values_list("data__file", flat=True)
        for sha256 in kept:
            files.fetch(sha256)

    assert written > len(kept)


def test_another_key_opens_nothing(saved, tmp_path, empty):
    other = tmp_path / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))

    refused(saved, other, empty, CannotBeOpened)


@pytest.mark.parametrize("share", [0.0001, 0.3, 0.7, 0.9999])
def test_a_backup_that_was_cut_off_is_refused(saved, identity, tmp_path, empty, share):
    cut = tmp_path / "cut.age"
    cut.write_bytes(saved.read_bytes()[: int(saved.stat().st_size * share)])

    refused(cut, identity, empty, (BackupIsDamaged, CannotBeOpened))


@pytest.mark.parametrize("share", [0.05, 0.5, 0.98])
def test_a_changed_byte_is_found(saved, identity, tmp_path, empty, share):
    data = bytearray(saved.read_bytes())
    data[int(len(data) * share)] ^= 1
    (tmp_path / "changed.age").write_bytes(data)

    refused(tmp_path / "changed.age", identity, empty, BackupIsDamaged)


def test_members_that_do_not_fit_their_manifest_are_refused(saved, identity, tmp_path, empty):
    """Whoever holds the public key can encrypt as well; the manifest must still be whole."""
    inside = members(saved, identity)
    left_out = next(name for name in inside if name.startswith("files/"))
    with (
        sealed_into(tmp_path / "forged.age", [public(identity)]) as stream,
        tarfile.open(fileobj=stream, mode="w|") as tar,
    ):
        for name, data in inside.items():
            if name != left_out:
                member = tarfile.TarInfo(name)
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))

    refused(tmp_path / "forged.age", identity, empty, BackupIsDamaged)


def test_a_backup_of_a_newer_release_is_refused(copy, identity, tmp_path):
    MigrationRecorder(connection).record_applied("events", "9999_of_next_year")
    back_up_from(copy, tmp_path / "node.age", identity)

    with empty_place(tmp_path / "new") as place:
        refused(tmp_path / "node.age", identity, place, BackupIsNewer)


def test_what_cannot_be_loaded_leaves_the_place_empty(saved, identity, empty):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TYPE procrastinate_job_status AS ENUM ('in the way')")

    with pytest.raises(dump.NotLoaded):
        restore(source=saved, key=identity, programs=None)

    assert dump.tables() == []
    assert list(empty.iterdir()) == []


def test_nothing_is_restored_over_what_is_there(saved, identity, copy):
    before = held()

    with pytest.raises(NotEmpty):
        restore(source=saved, key=identity, programs=None)

    assert held() == before


def test_a_missing_file_is_named_and_the_rest_is_saved(copy, identity, tmp_path):
    lost = StoredFile.objects.order_by("pk").first().pk
    files.discard(lost)
    target = tmp_path / "node.age"

    with pytest.raises(CommandError, match="1 file"):
        call_command("backup", target, to=[public(identity)], stderr=io.StringIO())

    assert json.loads(members(target, identity)["manifest.json"])["absent"] == [lost]


def test_a_backup_that_fails_leaves_no_file(copy, identity, tmp_path):
    with pytest.raises(FileNotFoundError):
        back_up(
            target=tmp_path / "node.age",
            keys=[public(identity)],
            programs=tmp_path,
            now=clock.now(),
        )

    assert list(tmp_path.glob("node.age*")) == []


def test_only_keys_of_age_are_taken(tmp_path, saved):
    with pytest.raises(NotAKey), sealed_into(tmp_path / "x.age", ["ssh-rsa AAAA"]):
        pass
    with pytest.raises(CommandError, match="exists"):
        call_command("backup", saved, to=["age1"])
