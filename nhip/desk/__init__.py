"""Việc của tôi: what each person has to do, gathered from the areas; and the demonstration's door.

The areas offer queries, this one puts them side by side: one's own work, the
progress of reports, the duty desk, administration. It keeps no tables; whatever
its pages change is an action of the area that owns it. In a demonstration it lets
a visitor in as one of the invented people.

Says    nothing
Hears   nothing
Talks   to nobody outside
"""
