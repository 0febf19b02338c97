"""Which paragraphs repeat an earlier one of their document, exactly or nearly.

Exact copies have the same words. Near copies have, of eight minimum hashes over runs of three words (Broder 1997), at
least six alike, the first or the fifth among them. Short lines are no repeats, nor are longer ones that are no sentences:
dialogue, refrains, rows of tables, code.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleanpage import chars, words
from cleanpage.columns import Batch, once
from cleanpage.features import shape

Int64 = npt.NDArray[np.int64]

#: A copy must have this many words and characters to count as a repeat.
FEWEST_WORDS, FEWEST_CHARS = 10, 48
SKETCH, ALIKE = 8, 6
_SALTS = chars.mix(np.arange(1, SKETCH + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))


@once
def line_hashes(batch: Batch) -> chars.UInt64:
    """uint64 ``[P]``: one hash for the words of a paragraph in their order, 0 where there are none."""
    found = batch.word
    result = np.zeros(len(batch), np.uint64)
    filled = np.flatnonzero(found.count)
    if len(filled):
        place = np.arange(len(found.hash)) - found.first[:-1][found.paragraph]
        mixed = chars.mix(found.hash + place.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93))
        result[filled] = np.add.reduceat(mixed, found.first[:-1][filled])
    return result


@once
def earlier_lines(batch: Batch) -> Int64:
    """int64 ``[P]``: first row of the same document with the same words, or -1 if this is the first."""
    return earlier(batch.doc, line_hashes(batch))


def earlier(doc: Int64, keys: chars.UInt64) -> Int64:
    """int64 ``[keys]``: position of the first equal key of the same document, or -1 if this is the first."""
    # two keys of different documents that mix alike would be one chance in 2**64
    _, first, which = np.unique(_keyed(doc, keys), return_index=True, return_inverse=True)
    leader = first[which]
    return np.where(leader == np.arange(len(keys)), -1, leader)


def _keyed(doc: Int64, keys: chars.UInt64) -> chars.UInt64:
    return chars.mix(keys + doc.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))


@once
def find(batch: Batch) -> Int64:
    """int64 ``[P]``: the row that a paragraph repeats, or -1."""
    counts = shape(batch)
    long = (counts.words >= FEWEST_WORDS) & (batch.length >= FEWEST_CHARS)
    long &= counts.sentence | (counts.words >= 2 * FEWEST_WORDS)
    wide = batch.kinds[:, chars.SINGLE] >= FEWEST_CHARS // 2
    long = (long | wide) & (counts.numbers < 0.5)
    copies = np.full(len(batch), -1, np.int64)
    if long.sum() < 2:
        return copies
    copies = np.where(long, earlier_lines(batch), -1)
    rows = np.flatnonzero(long & (copies < 0))
    copies[rows] = _near(batch, rows)
    return copies


def _near(batch: Batch, rows: Int64) -> Int64:
    """int64: for each row the earlier one it nearly copies, or -1."""
    best = np.full(len(rows), -1, np.int64)
    runs, offsets = _runs(batch.word, rows)
    for column in (0, SKETCH // 2):
        leader = earlier(batch.doc[rows], _least(runs, offsets, column))
        has = np.flatnonzero((leader >= 0) & (best < 0))
        if len(has):
            alike = _alike(batch.word, rows[has], rows[leader[has]])
            best[has[alike]] = rows[leader[has[alike]]]
    return best


def _alike(found: words.Words, rows: Int64, others: Int64) -> npt.NDArray[np.bool_]:
    """Whether enough minimum hashes of every row are those of the other one."""
    same = np.zeros(len(rows), np.int64)
    mine, theirs = _runs(found, rows), _runs(found, others)
    for column in range(SKETCH):
        same += _least(*mine, column) == _least(*theirs, column)
    return same >= ALIKE


def _runs(found: words.Words, rows: Int64) -> tuple[chars.UInt64, Int64]:
    """Hashes of the runs of three words of every row (all have three words), and where each row's begin."""
    first, count = found.first[rows], found.count[rows] - 2
    offsets = np.append(0, np.cumsum(count))[:-1]
    at = np.arange(count.sum()) + np.repeat(first - offsets, count)
    return found.runs.hash(at, at + 3), offsets


def _least(runs: chars.UInt64, offsets: Int64, column: int) -> chars.UInt64:
    """uint64 ``[rows]``: the minimum of one hash over the runs of every row."""
    return np.minimum.reduceat(chars.mix(runs ^ _SALTS[column]), offsets) if len(offsets) else runs[:0]
