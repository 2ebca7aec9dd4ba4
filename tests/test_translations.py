"""Every string said to people is said in Vietnamese, once and with the same facts."""

from collections import defaultdict

import pytest

from scripts import messages


@pytest.mark.parametrize("area", messages.areas())
def test_every_string_of_the_area_is_said_in_vietnamese(area):
    assert messages.faults(area) == []


def test_one_string_is_translated_in_one_way():
    # All areas share one catalogue at run time; the first translation would win for all.
    said = defaultdict(set)
    for area in messages.areas():
        for message in messages.kept_for(area):
            if message.id and message.string:
                said[message.context, message.id].add(message.string)

    assert {key: each for key, each in said.items() if len(each) > 1} == {}


def test_a_string_that_returns_finds_its_translation_again(greetings):
    keep('msgid "Hello."\nmsgstr "Xin chào."')

    greetings.write_text("")
    messages.write("greetings", prune=False)
    while_nobody_says_it = messages.faults("greetings")
    greetings.write_text('_("Hello.")')

    assert while_nobody_says_it == ["greetings: nobody says: 'Hello.'"]
    assert messages.faults("greetings") == []


def test_a_new_string_waits_for_its_translation(greetings):
    greetings.write_text('_("Good-bye.")')

    messages.write("greetings", prune=False)

    assert messages.faults("greetings") == ["greetings: not translated: 'Good-bye.'"]


def test_a_translation_that_loses_a_fact_is_found(greetings):
    greetings.write_text('_("Hello, %(name)s.")')

    keep('msgid "Hello, %(name)s."\nmsgstr "Xin chào."')

    assert messages.faults("greetings") == ["greetings: other facts: 'Hello, %(name)s.'"]


def test_a_string_inside_a_formatted_one_is_found(greetings):
    greetings.write_text("""print(f"{_('Hello.')} {ngettext('one day', '%(n)s days', 2)}")""")

    assert messages.faults("greetings") == [
        "greetings: not translated: 'Hello.'",
        "greetings: not translated: ('one day', '%(n)s days')",
    ]


def test_a_page_is_read_like_a_program(greetings):
    page = greetings.parent / "templates" / "greetings" / "hello.html"
    page.parent.mkdir(parents=True)
    page.write_text('{% load i18n %}<h1>{% translate "Hello." %}</h1>')

    assert messages.faults("greetings") == ["greetings: not translated: 'Hello.'"]


@pytest.fixture
def greetings(tmp_path, monkeypatch):
    """An area of one empty module, away from the product."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    views = tmp_path / "greetings" / "views.py"
    views.parent.mkdir()
    views.touch()
    return views


def keep(entries):
    catalogue = messages.path_of("greetings")
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(f"{messages.HEADER}\n{entries}\n")
