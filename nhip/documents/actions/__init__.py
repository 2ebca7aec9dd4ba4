"""Việc trên văn bản: every write to documents, their numbers and competences."""
