"""Chế độ báo cáo: the tables of regimes, obligations, worksheets and report versions."""

from nhip.reporting.models.asking import AdHocRequest
from nhip.reporting.models.bundles import Bundle, BundleFile, TakenFile
from nhip.reporting.models.crosswalks import Crosswalk
from nhip.reporting.models.drafts import FormDraft
from nhip.reporting.models.extensions import ExtensionRequest
from nhip.reporting.models.feeds import FeedRun
from nhip.reporting.models.incidents import Incident
from nhip.reporting.models.obligations import Obligation, ObligationChange
from nhip.reporting.models.regimes import Form, FormVersion, Regime
from nhip.reporting.models.reminding import Mailing, Notice, ReminderChoice
from nhip.reporting.models.shares import Presence, Share
from nhip.reporting.models.trials import Trial
from nhip.reporting.models.urging import Acknowledgement, Duty, Urge
from nhip.reporting.models.versions import Intake, ReportVersion
from nhip.reporting.models.worksheets import Cell, Explanation, NarrativeText, Remark, Report

__all__ = [
    "Acknowledgement",
    "AdHocRequest",
    "Bundle",
    "BundleFile",
    "Cell",
    "Crosswalk",
    "Duty",
    "Explanation",
    "ExtensionRequest",
    "FeedRun",
    "Form",
    "FormDraft",
    "FormVersion",
    "Incident",
    "Intake",
    "Mailing",
    "NarrativeText",
    "Notice",
    "Obligation",
    "ObligationChange",
    "Presence",
    "Regime",
    "Remark",
    "ReminderChoice",
    "Report",
    "ReportVersion",
    "Share",
    "TakenFile",
    "Trial",
    "Urge",
]
