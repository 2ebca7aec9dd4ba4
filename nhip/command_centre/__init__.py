"""Trung tâm thông tin, chỉ đạo điều hành: figures, and the walk down to their signatures.

Kept here is only which screens on walls may show which boards. Totals,
coverage and sources come from the indicators, versions and their standing
from reporting. What a total does not have, it names; a change is taken over
the units present in both periods; what nobody signed never shows the mark of
a signature. A board is made once for all who may see the same, and anew as soon as anything
that it shows was committed.

Says    command_centre.kiosk.opened, .closed
Hears   nothing
Talks   to nobody outside
"""
