#!/usr/bin/env python
"""Bảng biến môi trường: write docs/environment.md from what the settings really read.

A setting is what ``nhip`` asks ``environment`` for. What it says to people stands here; a
setting without a word, and a word without a setting, are refused.
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "environment.md"
SOURCES = (ROOT / "nhip" / "config" / "settings.py", ROOT / "nhip" / "config" / "cli.py")
READERS = {"text", "flag", "names", "secret", "faults"}
HEAD = """\
# Settings

Written by `scripts/environment_reference.py` from the settings themselves; a test keeps it current.

Each is read from the environment. `NAME_FILE` names a file to read the value from instead, for
secrets. A switch is on at `1`, `true`, `yes` or `on`; lists are separated by commas.
"""
GROUPS: dict[str, dict[str, str]] = {
    "The node": {
        "NHIP_STATE": "folder of the node: files, keys, book of seals, measures, embedded database",
        "NHIP_NODE": "name of the node, and of its cookies",
        "NHIP_NODE_TITLE": "title on every page",
        "NHIP_AGENCIES": "codes of the agencies it hosts, the node's own first: `G22` or `G18,G05`",
        "NHIP_URL": "address people use; `https://` makes cookies secure and sends HSTS",
        "NHIP_HOSTS": "host names it answers to; keep `127.0.0.1` among them for checks of health",
        "NHIP_PROXIES": "web servers in front, whose word on caller and TLS is believed",
        "NHIP_LIVE_URL": "address of the live stream; empty: `/live/` behind the same door",
        "NHIP_LIVE_PORT": "port at which `nhip live` listens",
        "NHIP_STATIC": "folder of static files, written by `nhip setup`",
        "NHIP_REFERENCE": "folder of the tables of facts; by default those that are shipped",
        "NHIP_SECRET_KEY": "secret of sessions; made once in the state folder when not given",
    },
    "The database": {
        "NHIP_DATABASE_URL": "libpq URL (`?sslmode=verify-full&sslrootcert=…`); empty: embedded",
        "NHIP_DATABASE_POOL": "connections per process, at least its threads; 0: one per thread",
    },
    "The axis": {
        "NHIP_HUB": "this node is the hub of the axis",
        "NHIP_HUB_URL": "where the hub is",
        "NHIP_AXIS_CERTIFICATE": "PEM file shown to other nodes over TLS, when they ask for one",
        "NHIP_AXIS_KEY": "its key; empty: in the same file",
        "NHIP_AXIS_AUTHORITIES": "PEM file of the authorities believed over TLS; empty: the usual",
        "NHIP_RETRY_SCALE": "factor on the pauses between attempts to send",
        "NHIP_ARRIVALS_AT_ONCE": "envelopes one process takes in at once; more are put off (503)",
        "NHIP_ARRIVALS_WAITING": "jobs that may wait before all that arrives is put off (503)",
        "NHIP_ONLY": "`axis`: this process serves other nodes alone; `nhip serve --only` says it",
        "NHIP_TSA_URL": "RFC 3161 time-stamp authority; without one, times are only claimed",
    },
    "People": {
        "NHIP_SECOND_FACTOR": "who may sign or seal proves it with two factors",
    },
    "Letters": {
        "NHIP_SMTP_HOST": "mail server for reminders; without one they are shown in the work only",
        "NHIP_SMTP_PORT": "its port",
        "NHIP_SMTP_TLS": "STARTTLS before anything is said",
        "NHIP_SMTP_USER": "name with which the node signs in there; empty: it does not",
        "NHIP_SMTP_PASSWORD": "its password",
        "NHIP_MAIL_FROM": "address in the letters' From",
    },
    "What operators see": {
        "NHIP_LOG_FORMAT": "`json` for programs, `plain` for people",
        "NHIP_LOG_LEVEL": "how much is said; at `DEBUG` the libraries speak as well",
        "NHIP_METRICS": "folder in which processes count together; empty: each for itself",
        "NHIP_METRICS_TOKEN": "bearer token that opens `/metrics` to other machines",
        "NHIP_OTLP_URL": "OpenTelemetry collector (needs the extra `telemetry`); empty: off",
    },
    "Development and demonstration – never elsewhere": {
        "NHIP_DEBUG": "pages show what went wrong inside",
        "NHIP_DEMO": "folder of the demonstration's country; invented people may sign",
        "NHIP_CLOCK": "file of a clock that can be moved",
        "NHIP_FAULTS": "folder in which faults are armed",
    },
}


def settings_read() -> dict[str, str]:
    """Return every setting that is read, with its default as the source writes it."""
    found: dict[str, str] = {}
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text())):
            if (called := _read_by(node)) is not None:
                name, default = called
                found.setdefault(name, default)
    return found


def _read_by(node: ast.AST) -> tuple[str, str] | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    of = node.func.value
    if node.func.attr not in READERS or not (isinstance(of, ast.Name) and of.id == "environment"):
        return None
    first = node.args[0]
    if not isinstance(first, ast.Constant):
        return None
    return str(first.value), _default(node.args[1:])


def _default(rest: list[ast.expr]) -> str:
    """Return a default in words: a constant as it is, anything else as the source computes it."""
    if not rest:
        return ""
    if isinstance(rest[0], ast.Constant):
        return str(rest[0].value)
    return WORDS.get(ast.unparse(rest[0]), "computed")


WORDS = {
    "NHIP_NODE": "the name",
    "str(NHIP_STATE / 'metrics')": "`metrics` under the state",
    "str(NHIP_STATE / 'static')": "`static` under the state",
    "NHIP_STATE / 'secret_key'": "made once",
    "str(environment.reference_tables())": "shipped",
    "'' if NHIP_DEMO else '1'": "on, but in a demonstration",
}
OTHERWISE = {"NHIP_HOSTS": "this machine", "NHIP_DATABASE_URL": "embedded"}


def document() -> str:
    """Return the whole page. Raises SystemExit when words and settings do not agree."""
    read, said = settings_read(), {name for group in GROUPS.values() for name in group}
    if wrong := sorted(set(read) ^ said):
        raise SystemExit(f"Read or explained, but not both: {', '.join(wrong)}")
    lines = [HEAD]
    for title, group in GROUPS.items():
        lines += [f"## {title}", "", "| Setting | Default | Says |", "|---|---|---|"]
        for name, word in group.items():
            default = OTHERWISE.get(name) or read[name]
            shown = default if default in (*WORDS.values(), *OTHERWISE.values()) else f"`{default}`"
            lines.append(f"| `{name}` | {shown if default else '–'} | {word} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write the page, or with --check tell whether it is current."""
    text = document()
    if "--check" in sys.argv:
        return 0 if TARGET.exists() and TARGET.read_text() == text else 1
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
