"""Words and their hashes.

A word is a maximal run of letters, digits and marks; an ideograph, a kana, a Thai letter or a © is a word by itself.
Its 64-bit hash is a polynomial over the folded characters, marks left out; every number hashes like '#'.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from cleanpage import chars
from cleanpage.chars import Classes, Codes, UInt64

Int64 = npt.NDArray[np.int64]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xD6E8FEB86659FD93)
#: Powers that are held at once; more would be a good part of a giant document's memory.
_BLOCK = 1 << 20
#: Stems are the first letters of a word: enough to tell 'subscribe' and its forms from other words.
STEM = 5

_WORD = np.isin(np.arange(chars.CLASSES), (chars.LETTER, chars.UPPER, chars.DIGIT, chars.MARK, chars.SINGLE, chars.COPYRIGHT))
_ALONE = np.isin(np.arange(chars.CLASSES), (chars.SINGLE, chars.COPYRIGHT))


@cache
def _powers(base: np.uint64, count: int) -> UInt64:
    steps = np.full(count, base, np.uint64)
    steps[:1] = 1
    return np.multiply.accumulate(steps)


def powers(base: np.uint64, count: int) -> UInt64:
    """uint64 ``[count]``: 1, base, base², … modulo 2**64; as many as were ever asked for are kept."""
    return _powers(base, 1 << max(count - 1, 255).bit_length())[:count]


def inverse(base: np.uint64) -> np.uint64:
    """The number that an odd base has to be multiplied by to give 1 modulo 2**64."""
    return np.uint64(pow(int(base), -1, 1 << 64))


class Prefixes:
    """Polynomial hashes of all slices of a sequence, each in constant time: from the running sum of value times power.

    The hash of a slice is the sum of value k times ``base ** k``, counted from its own start (Karp and Rabin 1987).
    """

    def __init__(self, values: UInt64, base: np.uint64, place: Int64 | None = None) -> None:
        """Sum up; ``place`` (``[values + 1]``) says which power each value takes, if it is not its position."""
        self._place = place
        self._base = inverse(base)
        self._sums = np.zeros(len(values) + 1, np.uint64)
        for low in range(0, len(values), _BLOCK):
            part = values[low : low + _BLOCK]
            rising = powers(base, len(part)) if place is None else powers(base, _BLOCK)[place[low : low + len(part)] % _BLOCK]
            if low or place is not None:
                at = np.full(len(part), low) if place is None else place[low : low + len(part)]
                rising = rising * _leaps(base, len(values))[at // _BLOCK]
            sums = self._sums[low + 1 : low + 1 + len(part)]
            np.cumsum(part * rising, out=sums)
            sums += self._sums[low]

    def hash(self, start: Int64, end: Int64) -> UInt64:
        """uint64: the hashes of the slices from ``start`` to ``end``."""
        at = start if self._place is None else self._place[start]
        sums = self._sums[end] - self._sums[start]
        if len(self._sums) <= _BLOCK:
            return sums * powers(self._base, len(self._sums))[at]
        return sums * powers(self._base, _BLOCK)[at % _BLOCK] * _leaps(self._base, len(self._sums))[at // _BLOCK]


def _leaps(base: np.uint64, count: int) -> UInt64:
    """uint64: the powers of ``base`` to every ``_BLOCK``."""
    return powers(np.uint64(pow(int(base), _BLOCK, 1 << 64)), count // _BLOCK + 2)


def sequence_hash(columns: list[UInt64]) -> UInt64:
    """The hash of runs of words: ``columns[k]`` holds the hash of word k of every run."""
    total = columns[0].copy()
    for column, power in zip(columns[1:], powers(_STEP, len(columns))[1:], strict=True):
        total += column * power
    return total


@dataclass(frozen=True)
class Words:
    """The words of a batch in order.

    Attributes:
        start, end: int64 ``[T]``, offsets in characters.
        hash: uint64 ``[T]``.
        first: int64 ``[P + 1]``, first word of every paragraph.
        letters: the characters' hashes.
    """

    start: Int64
    end: Int64
    hash: UInt64
    first: Int64
    letters: Prefixes

    @cached_property
    def count(self) -> Int64:
        """int64 ``[P]``: words of every paragraph."""
        return np.diff(self.first)

    @cached_property
    def paragraph(self) -> Int64:
        """int64 ``[T]``: paragraph of every word."""
        return np.repeat(np.arange(len(self.count)), self.count)

    @cached_property
    def length(self) -> Int64:
        """int64 ``[T]``: characters of every word."""
        return self.end - self.start

    def stems(self, at: Int64) -> UInt64:
        """uint64: hashes of the first ``STEM`` characters of the words ``at``."""
        begin = self.start[at]
        return chars.mix(self.letters.hash(begin, np.minimum(begin + STEM, self.end[at])) + np.uint64(STEM))

    @cached_property
    def runs(self) -> Prefixes:
        """The hashes of runs of words, the same as ``sequence_hash`` gives."""
        return Prefixes(self.hash, _STEP)


def _char_hash(codes: Codes) -> UInt64:
    """The mixed value of every character; those beyond the table hash by their code."""
    values = chars.hashes()[np.minimum(codes, chars.LIMIT)]
    rare = codes >= chars.LIMIT
    if rare.any():
        values[rare] = chars.mix(codes[rare].astype(np.uint64))
    return values


def tokenize(codes: Codes, cls: Classes, start: Int64) -> Words:
    """Find the words of a batch whose paragraphs begin at ``start``."""
    word, alone = _WORD[cls], _ALONE[cls]
    begins, stops = word.copy(), word.copy()
    begins[1:] &= ~word[:-1] | alone[1:] | alone[:-1]
    stops[:-1] &= ~word[1:] | alone[1:] | alone[:-1]
    first, last = np.flatnonzero(begins), np.flatnonzero(stops) + 1
    letters = _letters(codes, cls)
    hashes = letters.hash(first, last)
    hashes[(cls[first] == chars.DIGIT) & (cls[last - 1] == chars.DIGIT)] = chars.hashes()[ord("#")]
    real = hashes != 0  # nothing but marks is no word
    hashes = chars.mix(hashes)
    if not real.all():
        first, last, hashes = first[real], last[real], hashes[real]
    offsets = np.append(np.searchsorted(first, start), len(first))
    return Words(first, last, hashes, offsets, letters)


def _letters(codes: Codes, cls: Classes) -> Prefixes:
    """The hashes of slices of the text. Marks take no place, so that composed and decomposed accents hash alike."""
    marks = cls == chars.MARK
    place = np.append(0, np.cumsum(~marks)) if marks.any() else None
    return Prefixes(_char_hash(codes), _BASE, place)
