"""What a browser loads once: under names that change with the content, and compressed."""

import re

import pytest

from nhip.config.static import Files, collect

ON_EVERY_PAGE = ("bootstrap/css/bootstrap.min.css", "ui/nhip.css", "django_htmx/htmx-2.min.js")
MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("node") / "static"
    collect(folder)
    return folder


@pytest.fixture
def files(folder):
    return Files(location=folder, base_url="/static/")


@pytest.mark.parametrize("name", ON_EVERY_PAGE)
def test_a_name_changes_with_the_content(files, name):
    stem, _, suffix = name.rpartition(".")

    assert re.fullmatch(rf"/static/{stem}\.[0-9a-f]{{12}}\.{suffix}", files.url(name))


def test_what_every_page_needs_is_light(folder, files):
    sent = [(folder / f"{files.stored_name(name)}.gz").stat().st_size for name in ON_EVERY_PAGE]

    assert sum(sent) < MOST_BYTES


def test_a_file_newer_than_the_collection_has_its_own_name(files):
    assert files.url("ui/newer.js") == "/static/ui/newer.js"


def test_collecting_again_leaves_one_whole_folder(folder):
    collect(folder)

    assert [path.name for path in folder.parent.iterdir()] == ["static"]
    assert (folder / "staticfiles.json").exists()
