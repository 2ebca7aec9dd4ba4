"""Chỉ tiêu: the dictionary, the periods, the figures, and how they add up.

An indicator says how it adds up over place, time and disaggregation; what
does not add is refused, never averaged. Figures are append-only: a newer one
supersedes, nothing is rewritten, so every past screen can be shown again.

Says    indicators.delivery.stored, .withdrawn; indicators.edition.loaded;
        indicators.working_year.set
Hears   nothing
"""
