#!/usr/bin/env python3
"""Kết nối: report from a system of one's own, with nothing installed but Python.

    NHIP_TOKEN=nhip_… python3 examples/connect.py http://127.0.0.1:8001 \
        KHDT.CT.THANG M:2021-07 examples/prices-2021-07.csv

Asks what the agency owes, reads what the form takes, rehearses the report (nothing is
stored), and sends it before its leader. The leader signs and the clerk seals in their own
way: a personal key never signs without its person. The program waits, says where the
report is, and keeps the receipt that the receiving agency signed.
"""

import csv
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, NoReturn

EVERY_SECONDS = float(os.environ.get("NHIP_EVERY_SECONDS", "5"))
ACCEPTED, REFUSED = "03", "02"


def main() -> None:
    """Report the figures of one table for one regime and period, and wait for the receipts."""
    node, regime, period, table = sys.argv[1:]
    owed = obligation(node, regime, period)
    report = {
        "obligation": owed["id"],
        "form": owed["form"],
        "cells": cells(table, entries_of(node, owed["form"])),
    }
    rehearse(node, report)
    sent = ask(node, "reports", report)
    say(f"sent: report {sent['id']}, version {sent['version'][:12]}")
    done = wait(node, sent["id"])
    for agency in done["recipients"]:
        keep_receipt(node, done["id"], agency)


def obligation(node: str, regime: str, period: str) -> Any:
    """Return what the agency of this token owes for the period."""
    owed = ask(node, f"obligations?{urllib.parse.urlencode({'regime': regime, 'period': period})}")
    if not owed:
        stop(f"nothing is owed for {regime} {period}")
    say(f"{owed[0]['unit']['name']} owes {regime} {period} by {owed[0]['due_at']}")
    return owed[0]


def entries_of(node: str, form: dict[str, str]) -> Any:
    """Return the JSON schema of one cell of the form."""
    address = "forms/{}/{}/entries".format(*map(urllib.parse.quote, form.values()))
    return ask(node, address)["properties"]["cells"]["items"]["properties"]


def cells(table: str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the lines of a table as the form takes them; an empty value is a nil."""
    found = []
    with Path(table).open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            for part in ("row", "column"):
                if line[part] not in schema[part]["enum"]:
                    stop(f"the form has no {part} {line[part]}")
            state = "number" if line["value"] else "nil"
            found.append({**line, "state": state, "value": line["value"] or None})
    return found


def rehearse(node: str, report: dict[str, Any]) -> None:
    """Let the node check the report as if it were sent, and go on only if it holds."""
    answer = ask(node, "reports/rehearse", report)
    for one in [*answer["faults"], *answer["findings"]]:
        say(f"  {one['row']}!{one['column']}: {one['code']} {one['found']}")
    if not answer["is_ready"]:
        stop("not sent: mend what is named above")
    say(f"rehearsed: {len(answer['cells'])} cells, nothing to mend")


def wait(node: str, report: int) -> Any:
    """Wait until every recipient has answered, and say where the report is meanwhile."""
    last = ""
    while True:
        track = ask(node, f"reports/{report}")
        answers = {agency["code"]: agency["status"] for agency in track["recipients"]}
        said = {code: status for code, status in answers.items() if status}
        here = f"{track['stage']} {track['number']} {said or ''}".strip()
        if here != last:
            say(here)
            last = here
        if track["stage"] == "returned":
            stop("; ".join(remark["text"] for remark in track["remarks"]))
        if answers and set(answers.values()) <= {ACCEPTED, REFUSED}:
            return track
        time.sleep(EVERY_SECONDS)


def keep_receipt(node: str, report: int, agency: dict[str, Any]) -> None:
    """Keep the newest receipt an agency signed, byte for byte as it came."""
    receipt = fetch(node, f"reports/{report}/receipt?recipient={agency['code']}")
    newest = agency["receipts"][-1]
    if hashlib.sha256(receipt).hexdigest() != newest["sha256"] or not newest["digests_match"]:
        stop(f"the receipt of {agency['code']} speaks of something else")
    name = f"receipt-{report}-{agency['code']}.edxml"
    Path(name).write_bytes(receipt)
    said = "accepted" if agency["status"] == ACCEPTED else f"refused: {agency['reason']}"
    say(f"{agency['name']}: {said}; arrival number {agency['arrival_number']}; {name}")


def ask(node: str, address: str, body: Any = None) -> Any:
    """Return the answer of the node; without a body it is only asked."""
    return json.loads(fetch(node, address, None if body is None else json.dumps(body).encode()))


def fetch(node: str, address: str, body: bytes | None = None) -> bytes:
    """Return the bytes at an address of the node's API; a refusal ends the program."""
    headers = {
        "Authorization": f"Bearer {os.environ['NHIP_TOKEN']}",
        "Content-Type": "application/json",
        "Accept-Language": "en",
    }
    request = urllib.request.Request(f"{node}/api/v1/{address}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            content: bytes = answer.read()
            return content
    except urllib.error.HTTPError as refusal:
        stop(f"{refusal.code}: {json.loads(refusal.read())['detail']}")


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def stop(why: str) -> NoReturn:
    """End the program and say why."""
    sys.exit(f"connect: {why}")


if __name__ == "__main__":
    main()
