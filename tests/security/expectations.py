"""Bảng kỳ vọng: for every address of a node, who may come in. A new address needs a line here.

``look`` opens a page, ``do`` sends a form. Both name the right that must be held at the agency
whose things are behind the address; ``anywhere`` is enough where everybody finds their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ANYBODY, SIGNED_IN, NOBODY = "anybody", "signed in", "nobody"


@dataclass(frozen=True)
class Door:
    """Một cửa: what opens it, how one knocks, what a stranger is told."""

    needs: str
    asked: str = ""
    said: Mapping[str, Any] | None = None
    anywhere: bool = False
    denied: int = 404
    knows: tuple[str, ...] = ()


def look(needs: str, asked: str = "", **more: Any) -> Door:
    return Door(needs, asked, **more)


def do(needs: str, said: Mapping[str, Any] | None = None, **more: Any) -> Door:
    return Door(needs, said=said or {}, **more)


OPEN, OWN, ABSENT = Door(ANYBODY), Door(SIGNED_IN), Door(NOBODY)
VIEW, ENTER, SIGN, RETURN = (
    "reporting.view",
    "reporting.enter",
    "reporting.sign",
    "reporting.return",
)
URGE, SEAL, FIGURES, LETTERS = (
    "reporting.urge",
    "documents.seal",
    "indicators.view",
    "documents.view",
)
UNITS, PEOPLE = "organisations.administer", "accounts.administer"
REGIMES, KEYS, LOG, OPERATION = (
    "reporting.administer",
    "signing.administer",
    "events.view",
    "events.operate",
)
DESIGN, AXIS, REDRIVE = "reporting.design", "exchange.view", "exchange.redrive"
DAYS_OFF = "indicators.administer"
REQUEST = "reporting.request"
ALL = {"anywhere": True}

OF_THE_UNIT = "indicator=BYT.DICH.CA&period=D:2021-08-14&unit=H53"
LINE = "regime=YT.DICH.NGAY&period=D:2021-08-14&cell=covid19:new&unit={unit}"
REPORT = {
    "obligation": "{obligation}",
    "form": {"code": "dich-ngay", "version": "1"},
    "cells": [],
}
OUTAGE = {
    "reference": "SC-1",
    "unit": "H53",
    "starts": "01/08/2021",
    "ends": "02/08/2021",
    "enter_by": "03/08/2021",
    "reason": "thử",
}
ASKING = {
    "agency": "{unit}",
    "title": "Báo cáo nhanh",
    "content": "thử",
    "reason": "thử",
    "basis": "thử",
    "due": "01/01/2030",
    "units": "H53",
    "question": "Câu hỏi",
    "answer": "count",
    "measure": "",
}
# The register of units is the same for the whole state, and so is whom to call there.
REGISTER = ("Thị xã Bí Mật", "Trực ban kín", "SỐ-KÍN")

DESK = {
    "": OWN,
    "accounts/login/": OPEN,
    "progress/": look(VIEW, **ALL),
    "progress/export.csv": OWN,
    "progress/units/{unit}/": look(VIEW),
    "progress/urge/": do(URGE, {"obligation": "{obligation}"}),
    "progress/urge-late/": do(URGE, {"regime": "{regime}", "period": "{period}"}, **ALL),
    "duty/": look(URGE, **ALL),
    "duty/acknowledge/": do(NOBODY),
    "progress/late/": look(VIEW, **ALL),
    "progress/late/urge/": do(NOBODY),
    "progress/export.xlsx": OWN,
    "requests/": look(REQUEST, **ALL),
    "requests/ask/": do(REQUEST, ASKING),
    "obligations/{obligation}/below/": do(NOBODY),
    "obligations/{obligation}/": look(VIEW),
    "obligations/{obligation}/ask/": do(ENTER, {"until": "01/01/2030", "reason": "thử"}),
    "obligations/{obligation}/exclude/": do(REGIMES, {"reason": "thử"}),
    "extensions/{extension}/decide/": do(NOBODY),
    "reminders/": OWN,
    "reminders/choose/": do(SIGNED_IN, {"language": "vi"}),
    "administration/incidents/": look(REGIMES, **ALL),
    "administration/incidents/declare/": do(REGIMES, OUTAGE),
    "administration/days-off/": look(DAYS_OFF, **ALL),
    "administration/days-off/{year}/": do(DAYS_OFF, {"citation": ""}, **ALL),
    "administration/": look(AXIS, **ALL),
    "administration/units/": look(UNITS, "q=bi+mat", **ALL, knows=REGISTER),
    "administration/units/{unit}/": look(UNITS, **ALL, knows=REGISTER),
    "administration/units/{unit}/duty/": do(
        REGIMES, {"name": "Trực", "telephone": "1"}, denied=403
    ),
    "administration/people/": look(PEOPLE, **ALL),
    "administration/people/{person}/": look(PEOPLE),
    "administration/people/{person}/roles/": do(PEOPLE, {"role": "checker", "unit": "H53"}),
    "administration/roles/{grant}/end/": do(PEOPLE),
    "administration/regimes/": look(REGIMES, **ALL),
    "administration/regimes/{regime}/": look(REGIMES, **ALL),
    "administration/forms/{form}/": look(REGIMES, **ALL),
    "administration/keys/": look(KEYS, **ALL),
    "administration/axis/": look(AXIS, **ALL),
    "administration/axis/redrive/": do(REDRIVE, {"number": "{message}", "reason": "thử"}),
    "administration/operation/": look(OPERATION, **ALL),
    "administration/operation/try-again/": do(NOBODY),
    "administration/events/": look(LOG, **ALL),
    "administration/events/verify/": do(LOG, **ALL),
}
COMMAND_CENTRE = {
    "": look(FIGURES, **ALL),
    # Of the agencies that receive the figure; tests/command_centre opens them.
    "line/": look(NOBODY, LINE),
    "figure/": look(NOBODY, LINE),
    "figure/evidence/": look(NOBODY, LINE),
    "agencies/": ABSENT,
    "wall/": look(REGIMES, **ALL),
    "wall/open/": OPEN,
    "wall/{kiosk}/": OPEN,
    "wall/{kiosk}/close/": do(REGIMES),
}
REPORTING = {
    "obligations/{obligation}/open/": do(ENTER),
    "obligations/{obligation}/correct/": do(ENTER, {"reason": "thử"}),
    "reports/{report}/": look(VIEW),
    "reports/{report}/worksheet/": look(VIEW),
    "reports/{report}/batches/": do(ENTER),
    "reports/{report}/return/": do(RETURN, {"reason": "thử"}),
    "reports/{report}/sign/": do(SIGN, {"pin": "1"}),
    "reports/{report}/signature/": do(SIGN, {"pin": "1", "sha256": "{version}"}),
    "reports/{report}/cells/{cell}/": look(VIEW),
    "reports/{report}/remarks/": look(VIEW),
    "reports/{report}/remarks/{remark}/": do(VIEW, {"text": "thử"}),
    "reports/{report}/parts/": look(VIEW),
    "reports/{report}/presence/": do(ENTER, {"cell": "{cell}"}),
    "reports/{report}/changed/": look(VIEW, "since=today"),
    "reports/{report}/workbook.xlsx": look(VIEW),
    "reports/{report}/workbook/": look(VIEW),
    "reports/{report}/workbook/taken/": do(ENTER, {"sha256": "../../../../etc/passwd"}),
    "reports/{report}/text.docx": look(VIEW),
    "reports/{report}/text/": look(VIEW),
    "reports/{report}/text/taken/": do(ENTER, {"sha256": "../../../../etc/passwd"}),
    "workbooks/": look(ENTER, **ALL),
    # What was sent in is seen by who sent it; tests/reporting/test_bundles.py opens it.
    "workbooks/{bundle}/": look(NOBODY),
    "workbooks/{bundle}/confirm/": do(NOBODY),
    "workbooks/{bundle}/results.csv": look(NOBODY),
    "workbooks/{bundle}/files/{place}/": look(NOBODY),
    "forms/": look(DESIGN, **ALL),
    "forms/drafts/": do(DESIGN, {"unit": "{unit}"}),
    "forms/drafts/{draft}/": look(DESIGN),
    "forms/drafts/{draft}/parts/": do(DESIGN),
    "forms/drafts/{draft}/blocks/": do(DESIGN),
    "forms/drafts/{draft}/doubts/": do(DESIGN),
    "forms/drafts/{draft}/preview.pdf": look(DESIGN),
    "forms/drafts/{draft}/preview.xlsx": look(DESIGN),
    "forms/drafts/{draft}/issue/": do(DESIGN),
    "forms/drafts/{draft}/discard/": do(DESIGN),
    "forms/{form}/": OWN,
    "forms/versions/{form_version_row}/": OWN,
    "forms/versions/{form_version_row}/crosswalk/": do(REGIMES, **ALL, denied=403),
    "forms/{form}/regimes/": look(DESIGN, **ALL),
    "forms/regimes/{designed}/": look(DESIGN),
    "forms/regimes/{designed}/activate/": do(DESIGN),
    "forms/regimes/{designed}/publish/": do(DESIGN),
    "regimes/": OPEN,
    "regimes/published.csv": OPEN,
    "regimes/published.json": OPEN,
    "forms/drafts/{draft}/trials/": do(DESIGN),
    "forms/trials/{trial}/end/": do(DESIGN),
    "trials/{trial}/": look(VIEW),
    "trials/{trial}/page.pdf": look(VIEW),
    "to-sign/": OWN,
    "versions/{version}/": look(VIEW),
}
DOCUMENTS = {
    "": look(LETTERS, **ALL),
    "{document}/": look(LETTERS),
    "{document}/signatures/": look(LETTERS),
    "{document}/file.pdf": look(LETTERS),
    "{document}/seal/": do(SEAL, {"pin": "1"}),
}
ACCOUNT = {
    "": OWN,
    "tokens/": do(SIGNED_IN, {"name": "thử"}),
    "tokens/{token}/revoke/": do(NOBODY),
    "sessions/{session}/end/": do(NOBODY),
}
ALLAUTH = {
    "logout/": OPEN,
    "inactive/": OPEN,
    "login/": OPEN,
    "reauthenticate/": OWN,
    "password/change/": OWN,
    "2fa/": OWN,
    "2fa/authenticate/": OPEN,
    "2fa/reauthenticate/": OWN,
    "2fa/totp/activate/": OWN,
    "2fa/totp/deactivate/": ABSENT,
    "2fa/recovery-codes/": ABSENT,
    "2fa/recovery-codes/generate/": OWN,
    "2fa/recovery-codes/download/": ABSENT,
    "signup/": ABSENT,
    "email/": ABSENT,
    "confirm-email/": ABSENT,
    "confirm-email/{key}/": ABSENT,
    "login/code/confirm/": ABSENT,
    "password/set/": ABSENT,
    "password/reset/": ABSENT,
    "password/reset/done/": ABSENT,
    "password/reset/key/done/": ABSENT,
    "password/reset/key/{key}-{key}/": ABSENT,
    "sessions/": ABSENT,
}
API = {
    "": ABSENT,
    "openapi.json": OPEN,
    "regimes": OWN,
    "forms/{form_code}/{form_version}": OWN,
    "forms/{form_code}/{form_version}/schema": OWN,
    "forms/{form_code}/{form_version}/entries": OWN,
    "obligations": OWN,
    "obligations/{obligation}/report": do(ENTER),
    "reports/rehearse": do(ENTER, REPORT),
    "reports": do(ENTER, REPORT),
    "reports/{report}": look(VIEW),
    "reports/{report}/cells": do(ENTER),
    "reports/{report}/receipt": look(NOBODY),  # no recipient has answered yet
    # What is fed needs rights over what it names; tests/api/test_feeding.py has them.
    "submissions": Door(SIGNED_IN, "regime=x&period=y", {}),
    "feeds/{bundle}": look(NOBODY),
    "observations": look(FIGURES, OF_THE_UNIT, denied=422),
    "totals": look(FIGURES, OF_THE_UNIT, denied=422),
    "restated": look(FIGURES, OF_THE_UNIT, denied=422),
}
OTHERS = {
    "signing/check/": OPEN,
    "axis/hub/messages": do(NOBODY),
    "axis/hub/messages/{uuid}": ABSENT,
    "axis/inbox": do(ANYBODY),  # a signed envelope is its own pass
    "demo/people/": ABSENT,
    "demo/people/{person}/": do(NOBODY),
    "demo/tsa": do(NOBODY),
    "demo/clock": do(NOBODY),
    "demo/tour/": ABSENT,
    "demo/changed.pdf": ABSENT,
    "healthz": OPEN,
    "readyz": OPEN,
    "metrics": OPEN,  # to this machine; tests/config proves that to no other
    "i18n/setlang/": do(ANYBODY, {"language": "vi"}),
}
EXPECTED: dict[str, Door] = {
    f"{prefix}{address}": door
    for prefix, doors in (
        ("", DESK),
        ("command-centre/", COMMAND_CENTRE),
        ("reporting/", REPORTING),
        ("documents/", DOCUMENTS),
        ("account/", ACCOUNT),
        ("accounts/", ALLAUTH),
        ("api/v1/", API),
        ("", OTHERS),
    )
    for address, door in doors.items()
}
