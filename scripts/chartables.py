"""The character tables: class and fold of every code point below ``chars.LIMIT``."""

from __future__ import annotations

import unicodedata

import numpy as np

from cleanpage import chars

SINGLES = [
    (0x0E00, 0x0E7F),
    (0x0E80, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3041, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x1B000, 0x1B16F),
]
MARKS = [
    (0x0300, 0x036F),
    (0x0483, 0x0487),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x0640, 0x0640),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x00AD, 0x00AD),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x2069),
    (0xFEFF, 0xFEFF),
    (0xFE00, 0xFE0F),
]
BREAKS = "\n\r\x0c\x85\u2028\u2029"
TERMINALS = ".!?…。！？｡।॥؟۔։።‼⁇⁈⁉"
COMMAS = ",;，；、،؛"
COLONS = ":：﹕"
QUOTES = "\"'`´“”„‟‘’‚‛«»‹›「」『』〝〞＂"
SEPARATORS = "|¦·•●◦▪■▶►▸→←↑↓⇒›❯/\\‣⁃∙▼▲◆◇○□★☆✓✔｜／・"
COPYRIGHTS = "©®™℗ⓒⒸ"
FOLDS = {
    "ß": "s",
    "ı": "i",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
    "ς": "σ",
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ئ": "ي",
    "ة": "ه",
    "ۀ": "ه",
    "ک": "ك",
    "ؤ": "و",
    "ⓒ": "©",
    "Ⓒ": "©",
}
GENERAL = {
    "Lu": chars.UPPER,
    "Lt": chars.UPPER,
    "Ll": chars.LETTER,
    "Lo": chars.LETTER,
    "Lm": chars.LETTER,
    "Mn": chars.LETTER,
    "Mc": chars.LETTER,
    "Nd": chars.DIGIT,
    "Nl": chars.LETTER,
    "Ps": chars.BRACKET,
    "Pe": chars.BRACKET,
    "Pd": chars.DASH,
    "Sc": chars.CURRENCY,
    "Pi": chars.QUOTE,
    "Pf": chars.QUOTE,
}
EXPLICIT = [
    (BREAKS, chars.BREAK),
    (TERMINALS, chars.TERMINAL),
    (COMMAS, chars.COMMA),
    (COLONS, chars.COLON),
    (QUOTES, chars.QUOTE),
    (SEPARATORS, chars.SEPARATOR),
    (COPYRIGHTS, chars.COPYRIGHT),
]


def fold(char: str) -> str:
    """One character for one: lower case, without the accents of Latin, Greek and Cyrillic, narrow."""
    if char in FOLDS:
        return FOLDS[char]
    base = unicodedata.normalize("NFKD", char)
    marks = base[1:]
    if len(base) == 1 or all("\u0300" <= m <= "\u036f" for m in marks):
        char = base[0]
    lower = char.lower()
    lower = lower if len(lower) == 1 else lower[0]
    return FOLDS.get(lower, lower)


def classify(char: str) -> int:
    """The class of one character."""
    for members, value in EXPLICIT:
        if char in members:
            return value
    code = ord(char)
    if any(a <= code <= b for a, b in MARKS):
        return chars.MARK
    if any(a <= code <= b for a, b in SINGLES) and unicodedata.category(char)[0] in "LMN":
        return chars.SINGLE
    if char.isspace():
        return chars.SPACE
    return GENERAL.get(unicodedata.category(char), chars.OTHER)


def build() -> dict[str, np.ndarray]:
    """The arrays ``class`` (uint8) and ``fold`` (uint32), each of ``LIMIT + 1`` rows; the last stands for all above."""
    points = range(chars.LIMIT)
    surrogate = range(0xD800, 0xE000)
    kinds = [chars.OTHER if c in surrogate else classify(chr(c)) for c in points]
    folds = [c if c in surrogate else ord(fold(chr(c))) for c in points]
    return {
        "class": np.array([*kinds, chars.SINGLE], dtype=np.uint8),
        "fold": np.array([*folds, chars.LIMIT], dtype=np.uint32),
    }
