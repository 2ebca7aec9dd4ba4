"""Vai diễn: what a visitor of the demonstration does as each of its people. Pure."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from nhip.accounts.rules import RoleName

VISITORS_AGENCY: Final = "H53"  # in the demonstration, Tây Ninh's report is the visitor's to send
FEW_AGENCIES: Final = 3

TASKS: Final[dict[RoleName, Any]] = {
    RoleName.REPORTER: _("Fills in the report, answers the checks and puts it up."),
    RoleName.CHECKER: _("Looks the report over before the leader does."),
    RoleName.LEADER: _("Reads the report; returns it with a reason, or approves and signs it."),
    RoleName.CLERK: _("Seals the signed report for the agency; then it leaves."),
    RoleName.REGISTRY: _("Sees what came in, with arrival number and state."),
    RoleName.ANALYST: _("Looks at the figures and walks down to their signatures."),
    RoleName.DESIGNER: _("Turns the workbook of a circular into a form, and brings it into force."),
    RoleName.ADMINISTRATOR: _("Looks after people, keys and connections of the node."),
}
IN_ORDER: Final = tuple(TASKS)
