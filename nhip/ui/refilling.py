"""Giữ lại điều đã nhập: a form that was refused comes back with what was typed in it."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from typing import Final

Typed = Mapping[str, Sequence[str]]
Attributes = list[tuple[str, str | None]]

SECRET: Final = frozenset({"csrfmiddlewaretoken", "pin", "password", "code"})
LEFT_ALONE: Final = frozenset({"hidden", "password", "file", "submit", "button"})
TICKED: Final = frozenset({"checkbox", "radio"})

_FORM: Final = re.compile(r"<form\b.*?</form>", re.DOTALL)


def worth_keeping(posted: Typed) -> dict[str, list[str]]:
    """Return what was typed, without the secrets among it."""
    return {name: list(texts) for name, texts in posted.items() if name not in SECRET}


def refilled(page: str, *, action: str, typed: Typed) -> str:
    """Return a page whose form for that address has what was typed in its fields again.

    Of several forms for one address it is the one with the same hidden values.
    """

    def fill(found: re.Match[str]) -> str:
        form = _Form(action, typed)
        form.feed(found.group())
        form.close()
        return "".join(form.written) if form.is_meant else found.group()

    return _FORM.sub(fill, page)


class _Form(HTMLParser):
    """Một biểu: what it was, with other values in its fields."""

    def __init__(self, action: str, typed: Typed) -> None:
        super().__init__(convert_charrefs=False)
        self.action, self.typed = action, typed
        self.written: list[str] = []
        self.is_meant = False
        self.select = ""
        self.replaces_text = False

    def handle_starttag(self, tag: str, attributes: Attributes) -> None:
        said = {name: value or "" for name, value in attributes}
        name, written = said.get("name", ""), self.get_starttag_text() or ""
        if tag == "form":
            self.is_meant = said.get("action") == self.action
        elif tag == "input" and said.get("type") == "hidden":
            is_other = name in self.typed and said.get("value", "") not in self.typed[name]
            self.is_meant = self.is_meant and not is_other
        elif tag == "input" and said.get("type") not in LEFT_ALONE and name:
            written = self._input(said, name) or written
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select in self.typed:
            is_chosen = said.get("value", "") in self.typed[self.select]
            written = _tag(tag, said, "selected", is_on=is_chosen)
        self.written.append(written)
        if tag == "textarea" and name in self.typed:
            self.written.append("\n" + escape(self.typed[name][0]))
            self.replaces_text = True

    def _input(self, said: dict[str, str], name: str) -> str:
        if said.get("type") in TICKED:
            is_ticked = said.get("value", "on") in self.typed.get(name, ())
            return _tag("input", said, "checked", is_on=is_ticked)
        if name not in self.typed:
            return ""
        return _tag("input", said | {"value": self.typed[name][0]}, "", is_on=False)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.replaces_text = False
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.replaces_text:
            self.written.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def _tag(tag: str, said: Mapping[str, str], switch: str, *, is_on: bool) -> str:
    kept = [f'{name}="{escape(value)}"' for name, value in said.items() if name != switch]
    return f"<{' '.join([tag, *kept, *([switch] if is_on else [])])}>"
