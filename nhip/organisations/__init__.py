"""Cơ quan, đơn vị: units in time — codes, names, kinds and places in the tree, all dated.

A unit is a number. What it is called, how it is coded, what it is and where it sits are rows with
a first and a last day; who took over from whom is the lineage of a dated reorganisation. The
tables say how far they reach: beyond, the answer is *not known*, never *none*.

Says    organisations.edition.loaded
Hears   nothing
"""
