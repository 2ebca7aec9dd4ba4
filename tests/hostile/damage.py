"""Phá: bytes made from good ones by chance, the same for a given seed."""

import io
import random
import zipfile
import zlib

FAVOURITES = (
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"9" * 400, b"-1", b"1e999", b"NaN", b"null", b"[]",
    b"{}", b'"', b"'", b"<", b"&#0;", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
    b"(" * 99, b"[" * 2000, "²٣Ⅷ".encode(), b"\\u0000", b"\\ud800", b"true", b"1.5", b"..", b"%00",
)  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with a few wounds; those inside a ZIP are wounded within as well."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        return _within(data, chance)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        data = _wounded(data, chance)
    return data


def _wounded(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    upto = min(len(data), at + chance.choice((1, 1, 4, 16, 200)))
    match chance.randrange(6):
        case 0:
            return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        case 1:
            return data[:at] + data[upto:]
        case 2:
            return data[:upto] + data[at:upto] * chance.choice((1, 2, 9)) + data[upto:]
        case 3:
            return data[:at] + chance.choice(FAVOURITES) + data[upto:]
        case 4:
            return data[:at] + chance.choice(FAVOURITES) + data[at:]
        case _:
            return (
                data[:at]
                if chance.random() < 0.3
                else data[:at] + data[at:upto][::-1] + data[upto:]
            )


def _within(data: bytes, chance: random.Random) -> bytes:
    """Wound one member of a ZIP, so that the archive itself stays whole."""
    box = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(box, "w") as new:
            names = old.namelist()
            victim = chance.choice(names)
            for name in names:
                inside = old.read(name)
                new.writestr(name, damaged_text(inside, chance) if name == victim else inside)
    except (zipfile.BadZipFile, zlib.error, IndexError):
        return _wounded(data, chance)
    return box.getvalue()


def damaged_text(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 2, 4))):
        data = _wounded(data, chance)
    return data
