"""Việc của tôi: what each person has to do, gathered from the areas; and the demonstration's door.

The areas offer queries, this one puts them side by side; it keeps no tables
and writes nothing. In a demonstration it lets a visitor in as one of the
invented people.

Says    nothing
Hears   nothing
Talks   to nobody outside
"""
