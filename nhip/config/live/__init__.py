"""Dòng tin trực tiếp: tells open pages that something moved, never what; they fetch it themselves.

The log says every event by NOTIFY in the event's own transaction. One small
process per node (``nhip live``) listens and passes on the names of topics to
people who are signed in and may see the pages those topics move, and to
screens on walls that figures did.
"""
