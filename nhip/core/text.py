"""Chữ Việt: order and search of Vietnamese text without ICU.

The order is that of Vietnamese dictionaries: first the base letters
(a ă â b c d đ e ê …), then tone marks (none, huyền, hỏi, ngã, sắc, nặng),
then case. A stored ``sort_key`` compared byte by byte gives this order.
"""

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(0x41 + position) for position, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0306", "\u0302", "\u031b"}
_BREAKS = dict.fromkeys((0x0B, 0x0C), "\n")  # what office programs paste for a new line or page
_CONTROLS = dict.fromkeys({*range(0x20), 0x7F} - {*map(ord, "\t\n\r\v\f")})


def sort_key(text: str) -> str:
    """Return a key whose byte order is the Vietnamese dictionary order of ``text``."""
    letters: list[str] = []
    tones: list[str] = []
    for syllable in _clusters(nfc(text)):
        letter, tone = _split(syllable.lower())
        letters.append(_RANK.get(letter, letter if letter < "0" else _other(letter)))
        tones.append(tone)
    case = "".join("1" if character.isupper() else "0" for character in nfc(text))
    return f"{''.join(letters)}\x01{''.join(tones)}\x01{case}"


def fold(text: str) -> str:
    """Return ``text`` in lower case without marks, for search: ``Đắk Lắk`` → ``dak lak``."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return unicodedata.normalize(
        "NFC", "".join(character for character in bare if not unicodedata.combining(character))
    )


def nfc(text: str) -> str:
    """Return ``text`` as it is stored and compared: composed, without control characters.

    Neither PostgreSQL nor XML nor a printed page can hold those.
    """
    return unicodedata.normalize("NFC", text.translate(_BREAKS | _CONTROLS))


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character) and clusters:
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _split(cluster: str) -> tuple[str, str]:
    shape = cluster[0] + "".join(mark for mark in cluster[1:] if mark in _SHAPES)
    tone = next((_TONES[mark] for mark in cluster[1:] if mark in _TONES), "0")
    return unicodedata.normalize("NFC", shape), tone


def _other(letter: str) -> str:
    return letter if letter.isdigit() else f"~{letter}"
