"""Ngôn ngữ đang dùng: names kept in both languages, as the reader asked for them."""

from django.utils.translation import get_language


def in_language(vietnamese: str, english: str) -> str:
    """Return the text in the language in use; without an English text the Vietnamese one."""
    speaks_english = (get_language() or "vi").startswith("en")
    return english if speaks_english and english else vietnamese
