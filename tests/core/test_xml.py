"""Hostile XML is refused in bounds."""

import pytest

from nhip.core.xml import UnsafeXml, parse

BOMB = b"""<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><x>&b;</x>"""


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        b"<a><b></a>",
        b"",
        b"<a>" * 100 + b"</a>" * 100,
        b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY e "1">]><x>&e;</x>'.encode(
            "utf-16"
        ),
    ],
)
def test_what_is_malformed_deep_or_carries_a_dtd_is_refused(data):
    with pytest.raises(UnsafeXml):
        parse(data, max_bytes=10_000)


def test_what_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(UnsafeXml):
        parse(b"<a>" + b" " * 100 + b"</a>", max_bytes=50)


def test_good_xml_is_read():
    assert parse("<a>Huế</a>".encode(), max_bytes=100).text == "Huế"
