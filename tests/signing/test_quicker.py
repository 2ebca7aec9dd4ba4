"""Đọc nhanh hơn: whatever is read quicker is read as the libraries themselves read it."""

from io import BytesIO

import pytest
from asn1crypto import x509
from hypothesis import example, given
from hypothesis import strategies as st

from nhip.signing.providers import quicker

LONG = b"<" + b"0a" * 40_000 + b">/Next"
PARTS = st.lists(
    st.sampled_from([b"<", b">", b"0", b"Af", b"9", b" ", b"\n", b"%x\n", b"g", b"\0", b"/"])
)


def read(reader, data):
    """Return what a reader makes of the data, and where it stands afterwards."""
    stream = BytesIO(data)
    try:
        found = reader(stream)
    except Exception as error:  # noqa: BLE001  whatever the library raises is to be the same
        return type(error), str(error)
    return type(found), found, stream.tell()


@given(PARTS.map(lambda parts: b"<" + b"".join(parts)))
@example(b"<>")
@example(b"<48656c6c6f>")
@example(b"<FEFF00440061>")
@example(b"<48656c6c6>endobj")
@example(b"<4865 6c6c>")
@example(b"<48%>\n65>")
@example(b"<4865")
@example(LONG)
def test_a_string_of_digits_is_read_as_the_library_reads_it(data):
    assert read(quicker.read_hex_string, data) == read(quicker.read_slowly, data)


@given(st.text(max_size=300))
@example("ỦY BAN  nhân dân\u00a0tỉnh")
@example("x" * 400)
@example("\u0221")
def test_a_name_is_prepared_as_the_library_prepares_it(text):
    part = x509.NameTypeAndValue()

    def prepared(prepare):
        try:
            return prepare(part, text)
        except ValueError as error:
            return str(error)

    assert prepared(quicker.prepare_name) == prepared(quicker.prepare_slowly)


def test_names_that_differ_are_never_taken_for_one_another():
    known = {
        text: quicker.prepare_name(x509.NameTypeAndValue(), text) for text in ("An", "Ân", "Am")
    }

    assert len(set(known.values())) == 3


@pytest.mark.parametrize("length", [quicker.LONGEST_NAME + 1, 100_000])
def test_of_a_name_out_of_the_ordinary_nothing_is_kept(length):
    before = quicker._prepared.cache_info().currsize

    quicker.prepare_name(x509.NameTypeAndValue(), "y" * length)

    assert quicker._prepared.cache_info().currsize == before
