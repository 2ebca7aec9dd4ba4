"""The house stays as it was drawn: sizes, names, words and the direction of every reference."""

import ast
import importlib
import re
import subprocess
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from nhip.config import environment

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "nhip"

# From the top downward; areas on one line are strangers to each other.
LAYERS = [
    {"config"},
    {"desk"},
    {"command_centre"},
    {"reporting"},
    {"indicators", "documents"},
    {"exchange"},
    {"signing"},
    {"files"},
    {"accounts"},
    {"organisations"},
    {"events"},
    {"ui"},
    {"core"},
]
NOT_CUT_LIKE_AREAS = {"config", "core", "ui"}
PARTS_OF_AN_AREA = {
    *("rules", "permissions", "models", "queries", "actions", "providers", "forms", "tasks"),
    *("views", "api", "urls", "templates", "templatetags", "static", "locale", "reference"),
    *("management", "migrations", "apps", "__init__"),
}
DRAWERS = {"utils", "util", "helpers", "common", "services", "managers", "signals", "serializers"}

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 400, 40, 150
OUTSIDE = {
    "httpx",
    "http",
    "urllib",
    "socket",
    "subprocess",
    "shutil",
    "tempfile",
    "pathlib",
    "pkcs11",
}
A_MACHINE = re.compile(
    r"(?<![\w.~-])/(?:work|root|home|opt)/\w|[\w.]+\.pythonhosted\.|\bpypi\.org|npmjs\."
)


def areas():
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


@cache
def tracked():
    if not (ROOT / ".git").exists():  # an unpacked archive holds only what was tracked
        return [path for path in ROOT.rglob("*.*") if not {".venv", "var"} & {*path.parts}]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.exists()]


def sources(*suffixes, under=ROOT):
    return [path for path in tracked() if path.suffix in suffixes and path.is_relative_to(under)]


def part_of(path):
    """Return area and part, such as reporting and actions, of a module of the product."""
    area, *rest = path.relative_to(PACKAGE).parts
    return area, rest[0].removesuffix(".py") if rest else ""


def modules(*parts):
    cut = [
        path for path in sources(".py", under=PACKAGE) if part_of(path)[0] not in NOT_CUT_LIKE_AREAS
    ]
    return [path for path in cut if part_of(path)[1] in parts]


@cache
def tree(path):
    return ast.parse(path.read_text())


def imports(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def is_made_by_django(path):
    return path.parent.name == "migrations"


def is_action(node):
    """Tell whether a statement of a module is a public function with a transaction of its own."""
    if not isinstance(node, FUNCTION) or node.name.startswith("_"):
        return False
    return any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)


def is_table(node):
    return isinstance(node, ast.ClassDef) and any(
        ast.unparse(base).endswith("Model") for base in node.bases
    )


def first_line(node):
    return (ast.get_docstring(node) or "").split("\n")[0]


def lines(path):
    return len(path.read_text().splitlines())


def short(path):
    return str(path.relative_to(ROOT))


# --- Sizes --------------------------------------------------------------------------------


def test_files_fit_in_one_reading():
    written = [
        path for path in sources(".py", ".css", ".js", ".typ") if not is_made_by_django(path)
    ]
    assert [(short(path), lines(path)) for path in written if lines(path) > LONGEST_FILE] == []


def test_templates_fit_on_two_screens():
    pages = sources(".html", under=PACKAGE)
    assert [(short(path), lines(path)) for path in pages if lines(path) > LONGEST_TEMPLATE] == []


def test_functions_fit_on_one_screen():
    long = [
        (short(path), node.name, node.end_lineno - node.lineno + 1)
        for path in sources(".py")
        for node in ast.walk(tree(path))
        if isinstance(node, FUNCTION) and not is_made_by_django(path)
        if node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


# --- Names --------------------------------------------------------------------------------


@pytest.mark.parametrize("area", sorted(set(areas()) - NOT_CUT_LIKE_AREAS))
def test_an_area_is_cut_into_known_parts(area):
    parts = {part_of(path)[1] for path in tracked() if path.is_relative_to(PACKAGE / area)}
    assert parts <= PARTS_OF_AN_AREA


def test_there_are_no_drawers_for_everything():
    names = {(short(path), part) for path in sources(".py") for part in path.with_suffix("").parts}
    assert {where for where, part in names if part in DRAWERS} == set()


def test_every_area_has_its_place_in_the_layers():
    assert set(areas()) <= set.union(*LAYERS)


def test_nothing_tracked_names_a_machine_or_a_place_to_download_from():
    named = {
        (short(path), found.group())
        for path in tracked()
        if path != Path(__file__) and path.suffix not in {".pdf", ".png", ".p12"}
        if (found := A_MACHINE.search(path.read_text(errors="replace")))
    }
    assert named == set()


# --- Direction ----------------------------------------------------------------------------


def test_foreign_keys_point_downward():
    rank = {area: level for level, row in enumerate(LAYERS) for area in row}
    upward = [
        (model.__name__, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        if {model._meta.app_label, field.related_model._meta.app_label} <= set(rank)
        if model._meta.app_label != field.related_model._meta.app_label
        if rank[model._meta.app_label] >= rank[field.related_model._meta.app_label]
    ]
    assert upward == []


def test_rules_know_neither_django_nor_the_database_nor_the_clock():
    # Words may be marked for translation, and constant tables may lie beside the rule.
    impure = {
        (short(path), name)
        for path in modules("rules")
        for name in imports(path)
        if name.split(".")[0] in {"django", "psycopg", "procrastinate"} | OUTSIDE - {"pathlib"}
        if not name.startswith("django.utils.translation")
    }
    assert impure == set()


def test_actions_touch_only_the_database():
    outside = {
        (short(path), name)
        for path in modules("actions")
        for name in imports(path)
        if name.split(".")[0] in OUTSIDE or ".providers" in name
    }
    assert outside == set()


def test_acts_are_called_by_name_of_every_argument():
    positional = [
        (short(path), node.name)
        for path in modules("actions")
        for node in tree(path).body
        if is_action(node) and node.args.args
    ]
    assert positional == []


def test_only_pages_tasks_and_commands_read_the_clock():
    deeper = modules("actions", "providers", "forms", "queries", "models", "rules")
    read = re.compile(r"\bclock\.(now|today)\(|timezone\.now\(|\.now\(dt\.UTC|date\.today\(")
    assert [short(path) for path in deeper if read.search(path.read_text())] == []


def test_figures_are_never_binary_floats():
    rules = [path for path in modules("rules") if part_of(path)[0] in {"indicators", "reporting"}]
    floats = [
        (short(path), node.lineno)
        for path in rules
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float")
    ]
    assert floats == []


# --- Words --------------------------------------------------------------------------------


def test_actions_and_tables_carry_their_vietnamese_name():
    acts = [
        (path, node) for path in modules("actions") for node in tree(path).body if is_action(node)
    ]
    tables = [
        (path, node) for path in modules("models") for node in tree(path).body if is_table(node)
    ]

    unnamed = [
        (short(path), node.name) for path, node in acts + tables if first_line(node).isascii()
    ]
    assert unnamed == []


@pytest.mark.parametrize("area", sorted(set(areas()) - NOT_CUT_LIKE_AREAS))
def test_the_front_page_of_an_area_names_the_events_it_says(area):
    written = front_page(area).get("Says", "")
    assert recorded_by(area) - named_in(written) == set()
    assert named_in(written) - recorded_by(area) == set()


@pytest.mark.parametrize("area", sorted(set(areas()) - NOT_CUT_LIKE_AREAS))
def test_the_front_page_of_an_area_names_the_events_it_hears(area):
    from nhip.events.actions import _followers

    heard = {
        name
        for name, tasks in _followers.items()
        for task in tasks
        if task.func.__module__.startswith(f"nhip.{area}.")
    }
    assert named_in(front_page(area).get("Hears", "")) == heard


def front_page(area):
    """Return the paragraphs Says, Hears and Talks of the area's docstring."""
    text = importlib.import_module(f"nhip.{area}").__doc__ or ""
    starts = [*re.finditer(r"^(Says|Hears|Talks)\b", text, re.MULTILINE), None]
    return {
        start.group(1): text[start.end() : following.start() if following else len(text)]
        for start, following in pairwise(starts)
    }


def named_in(text):
    """Expand ``exchange.message.queued, .sent`` into whole names of events."""
    names, noun = set(), ""
    for name in re.findall(r"[a-z_]*(?:\.[a-z_]+)+", text):
        noun = noun if name.startswith(".") else name.rpartition(".")[0]
        names.add(noun + name if name.startswith(".") else name)
    return names


def recorded_by(area):
    """Return every name of an event that stands in the area's actions."""
    name = re.compile(rf"{area}\.[a-z_]+\.[a-z_]+")
    return {
        node.value
        for path in modules("actions")
        if part_of(path)[0] == area
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if name.fullmatch(node.value)
    }


def test_the_tables_of_facts_are_where_the_product_looks():
    assert environment.reference_tables() == ROOT / "reference"
