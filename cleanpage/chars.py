"""What every character is and what it folds to: two look-up tables, made by ``scripts/compile_data.py``.

``CLASS[c]`` (uint8) is one of the constants below. ``hashes()[c]`` (uint64) is the mixed value of the folded character:
lower case, without accents of Latin, Greek and Cyrillic, full-width forms narrowed, Arabic letter variants unified.
The fold is one character to one, so offsets stay true (``lower()`` and ``casefold()`` change lengths).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Classes = npt.NDArray[np.uint8]
UInt64 = npt.NDArray[np.uint64]

OTHER: Final = 0  # symbols, controls, unassigned
SPACE: Final = 1
BREAK: Final = 2  # line breaks
LETTER: Final = 3  # lower case and caseless letters, vowel signs
UPPER: Final = 4
DIGIT: Final = 5
MARK: Final = 6  # joins a word but leaves no trace in its hash: accents, zero-width characters, soft hyphens
SINGLE: Final = 7  # a word by itself: ideographs, kana, Thai and its neighbours
TERMINAL: Final = 8  # ends a sentence
COMMA: Final = 9
COLON: Final = 10
QUOTE: Final = 11
BRACKET: Final = 12
SEPARATOR: Final = 13  # bars, bullets, arrows, slashes
CURRENCY: Final = 14
COPYRIGHT: Final = 15  # a word by itself
DASH: Final = 16
CLASSES: Final = 17

#: Characters from here on are not in the tables: rare ideographs, all of one kind.
LIMIT: Final = 0x20000

DATA = Path(__file__).parent / "data"


@cache
def tables() -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of ``data/tables.npz``, read once."""
    with np.load(DATA / "tables.npz") as file:
        return {name: file[name] for name in file.files}


@cache
def classes() -> Classes:
    """uint8 ``[LIMIT + 1]``: the class of every character."""
    return tables()["class"].astype(np.uint8)


@cache
def hashes() -> UInt64:
    """uint64 ``[LIMIT + 1]``: the mixed value of every folded character; 0 for marks."""
    mixed = mix(tables()["fold"].astype(np.uint64) + np.uint64(1))
    mixed[classes() == MARK] = 0
    return mixed


@cache
def _members(wanted: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """bool ``[CLASSES]``: which classes are wanted."""
    table = np.zeros(CLASSES, bool)
    table[list(wanted)] = True
    return table


def among(classes: Classes, *wanted: int) -> npt.NDArray[np.bool_]:
    """Where a class is one of the wanted ones: a look-up, far cheaper than ``np.isin`` on short arrays."""
    return _members(wanted)[classes]


def within(values: npt.NDArray[np.unsignedinteger], wanted: npt.NDArray[np.unsignedinteger]) -> npt.NDArray[np.bool_]:
    """Where a value is one of a few wanted ones, which are sorted: cheaper than ``np.isin``, which sorts the values."""
    return np.asarray(wanted[np.minimum(np.searchsorted(wanted, values), len(wanted) - 1)] == values)


@dataclass(frozen=True)
class HashSet:
    """A few hashes, sorted, that are looked for among many."""

    hashes: UInt64

    @cached_property
    def _present(self) -> npt.NDArray[np.bool_]:
        """bool ``[2**16]``: by its top bits, whether a hash may be one of them."""
        table = np.zeros(1 << 16, bool)
        table[(self.hashes >> np.uint64(48)).astype(np.intp)] = True
        return table

    def find(self, hashes: UInt64) -> npt.NDArray[np.int64]:
        """int64: which of the hashes are in the set."""
        maybe = np.flatnonzero(self._present[(hashes >> np.uint64(48)).astype(np.intp)])
        return maybe[within(hashes[maybe], self.hashes)]


def mix(values: UInt64) -> UInt64:
    """Spread 64-bit values evenly (the finaliser of splitmix64: Steele, Lea and Flood, 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def encode(text: str) -> Codes:
    """The characters of a text as code points, uint32; lone surrogates stay what they are."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def classify(codes: Codes) -> Classes:
    """The class of every character, uint8."""
    return classes()[np.minimum(codes, LIMIT)]
