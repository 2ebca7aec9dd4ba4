"""Nhật ký: what happened, told once and never rewritten.

An event is audit trail, history and message in one row. It is written in the
transaction of the action it tells of, together with the jobs of those who
follow it. Seals chain the events behind the writers' backs; who rewrites the
log contradicts the seals, and the seals that neighbours hold.

Says    events.job.tried_again
Hears   nothing
"""
