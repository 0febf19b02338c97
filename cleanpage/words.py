"""Words and their hashes.

A word is a maximal run of letters, digits and marks; an ideograph, a kana, a Thai letter or a © is a word by itself.
Its 64-bit hash is a polynomial over the folded characters, marks left out; every number hashes like '#'.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cleanpage import chars
from cleanpage.chars import Classes, Codes, UInt64

Int64 = npt.NDArray[np.int64]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xD6E8FEB86659FD93)
_LONGEST = 64
#: Stems are the first letters of a word: enough to tell 'subscribe' and its forms from other words.
STEM = 5

_WORD = np.isin(np.arange(chars.CLASSES), (chars.LETTER, chars.UPPER, chars.DIGIT, chars.MARK, chars.SINGLE, chars.COPYRIGHT))
_ALONE = np.isin(np.arange(chars.CLASSES), (chars.SINGLE, chars.COPYRIGHT))


def powers(base: np.uint64, count: int) -> UInt64:
    """uint64 ``[count]``: 1, base, base², … modulo 2**64."""
    steps = np.full(count, base, np.uint64)
    steps[:1] = 1
    return np.multiply.accumulate(steps)


_POWERS = powers(_BASE, _LONGEST + 1)
_ORDER = powers(_STEP, 32)


def sequence_hash(columns: list[UInt64]) -> UInt64:
    """The hash of runs of words: ``columns[k]`` holds the hash of word k of every run."""
    total = columns[0].copy()
    for k, column in enumerate(columns[1:], start=1):
        total += column * _ORDER[k]
    return total


@dataclass(frozen=True)
class Words:
    """The words of a batch in order.

    Attributes:
        start, end: int64 ``[T]``, offsets in characters.
        hash: uint64 ``[T]``.
        first: int64 ``[P + 1]``, first word of every paragraph.
    """

    start: Int64
    end: Int64
    hash: UInt64
    first: Int64
    codes: Codes
    cls: Classes

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
        """uint64: hashes of the first ``STEM`` letters of the words ``at``."""
        begin, end = self.start[at], self.end[at]
        total = np.zeros(len(at), np.uint64)
        for k in range(STEM):
            inside = begin + k < end
            place = np.minimum(begin + k, len(self.codes) - 1)
            total += np.where(inside, _char_hash(self.codes[place]) * _POWERS[k], np.uint64(0))
        return chars.mix(total + np.uint64(STEM))


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
    hashes = _hash(codes, cls, word, first, last)
    real = hashes != 0  # nothing but marks is no word
    if not real.all():
        first, last, hashes = first[real], last[real], hashes[real]
    offsets = np.append(np.searchsorted(first, start), len(first))
    return Words(first, last, hashes, offsets, codes, cls)


def _hash(codes: Codes, cls: Classes, word: npt.NDArray[np.bool_], first: Int64, last: Int64) -> UInt64:
    """uint64 ``[T]``: the hash of every word, 0 where a word is all marks."""
    if not len(first):
        return np.zeros(0, np.uint64)
    at = np.flatnonzero(word)
    length = last - first
    offsets = np.append(0, np.cumsum(length[:-1]))
    place = np.arange(len(at)) - np.repeat(offsets, length)
    marks = cls[at] == chars.MARK
    if marks.any():
        # marks take no place, so that composed and decomposed accents hash alike
        passed = np.cumsum(marks)
        before = np.append(0, passed)[offsets]
        place -= passed - np.repeat(before, length)
        np.maximum(place, 0, out=place)
    values = _char_hash(codes[at]) * _POWERS[np.minimum(place, _LONGEST)]
    sums = np.add.reduceat(values, offsets)
    numbers = (cls[first] == chars.DIGIT) & (cls[last - 1] == chars.DIGIT)
    sums[numbers] = chars.hashes()[ord("#")]
    empty = sums == 0
    sums = chars.mix(sums)
    sums[empty] = 0
    return sums
