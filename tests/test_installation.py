"""What is installed is what the product runs on, exactly, and from wherever the installer says."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from scripts import lock

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OPTIONAL = [  # what it imports only where somebody asked for more
    part
    for name, parts in PROJECT["optional-dependencies"].items()
    if name not in {"test", "dev"}
    for part in parts
]
LOCKED = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)
FILES = ["run", "test", "dev"]


def plain(requirement):
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-").replace(".", "-")


def locked(name):
    return dict(LOCKED.findall((ROOT / "requirements" / f"{name}.txt").read_text()))


def source():
    return "\n".join(path.read_text() for path in sorted((ROOT / "nhip").rglob("*.py")))


def imported():
    """Return the foreign packages that the product's modules import."""
    nodes = list(ast.walk(ast.parse(source())))
    names = [n.name for node in nodes if isinstance(node, ast.Import) for n in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - {"nhip"}


def test_the_product_imports_only_what_is_installed_with_it():
    declared = {plain(requirement) for requirement in [*PROJECT["dependencies"], *OPTIONAL]}
    declared.add("python-pkcs11")  # pyhanko[pkcs11]
    owners = packages_distributions()

    foreign = {
        name for name in imported() if not {plain(owner) for owner in owners[name]} & declared
    }

    assert foreign == set()


@pytest.mark.parametrize("requirement", PROJECT["dependencies"])
def test_nothing_is_installed_that_the_product_does_not_name(requirement):
    modules = [
        module
        for module, owners in packages_distributions().items()
        if plain(requirement) in {plain(owner) for owner in owners}
    ]

    assert any(re.search(rf"\b{re.escape(module)}\b", source()) for module in modules)


def test_no_locked_file_names_a_place_to_download_from():
    assert lock.hosts() == []


@pytest.mark.parametrize("name", [*FILES, "build"])
def test_every_locked_version_has_its_hashes(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()

    requirements = re.split(r"\n(?=[\w-])", text.partition("\n")[2])

    assert [each for each in requirements if "--hash=sha256:" not in each] == []


@pytest.mark.parametrize(("smaller", "larger"), [("run", "test"), ("test", "dev")])
def test_each_locked_file_contains_the_one_before_it(smaller, larger):
    assert locked(smaller).items() <= locked(larger).items()


def test_what_is_declared_is_locked():
    assert {plain(each) for each in PROJECT["dependencies"]} <= set(locked("run"))
