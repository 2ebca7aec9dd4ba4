"""Ghi báo cáo: everything that writes regimes, obligations, worksheets, versions and intakes."""

from nhip.reporting.actions.answers import Answer, note_answer
from nhip.reporting.actions.asking import Asking, ask_below, ask_report
from nhip.reporting.actions.corrections import open_correction
from nhip.reporting.actions.entry import Batch, enter_cells, explain, mark_nil, write_narrative
from nhip.reporting.actions.extensions import (
    ask_extension,
    expire_extensions,
    grant_extension,
    refuse_extension,
)
from nhip.reporting.actions.incidents import Outage, declare_incident
from nhip.reporting.actions.intakes import (
    accept,
    close,
    receive,
    refuse,
    return_between_levels,
    synthesise,
)
from nhip.reporting.actions.obligations import (
    exclude,
    extend,
    generate_obligations,
    restore,
    transfer,
)
from nhip.reporting.actions.opening import fill_on, open_report
from nhip.reporting.actions.putting_up import Reason, put_up, return_to_reporter
from nhip.reporting.actions.regimes import activate_regime, load_regimes
from nhip.reporting.actions.reminding import (
    choose_reminders,
    claim_letters,
    remind,
    settle_letters,
)
from nhip.reporting.actions.signing import (
    NotTypeset,
    OwnWork,
    begin_signing,
    cancel_signing,
    follow_document,
    release,
    set_page,
)
from nhip.reporting.actions.taking_in import Found, take_in
from nhip.reporting.actions.urging import acknowledge, put_on_duty, urge, urge_all

__all__ = [
    "Answer",
    "Asking",
    "Batch",
    "Found",
    "NotTypeset",
    "Outage",
    "OwnWork",
    "Reason",
    "accept",
    "acknowledge",
    "activate_regime",
    "ask_below",
    "ask_extension",
    "ask_report",
    "begin_signing",
    "cancel_signing",
    "choose_reminders",
    "claim_letters",
    "close",
    "declare_incident",
    "enter_cells",
    "exclude",
    "expire_extensions",
    "explain",
    "extend",
    "fill_on",
    "follow_document",
    "generate_obligations",
    "grant_extension",
    "load_regimes",
    "mark_nil",
    "note_answer",
    "open_correction",
    "open_report",
    "put_on_duty",
    "put_up",
    "receive",
    "refuse",
    "refuse_extension",
    "release",
    "remind",
    "restore",
    "return_between_levels",
    "return_to_reporter",
    "set_page",
    "settle_letters",
    "synthesise",
    "take_in",
    "transfer",
    "urge",
    "urge_all",
    "write_narrative",
]
