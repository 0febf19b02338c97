"""Which paragraphs repeat an earlier one of their document, exactly or nearly.

Exact copies have the same words. Near copies have, of eight minimum hashes over runs of three words (Broder 1997), at
least six alike, the first or the fifth among them. Short lines are no repeats: dialogue, refrains, table cells, code.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleanpage import chars, words
from cleanpage.columns import Batch
from cleanpage.features import shape

Int64 = npt.NDArray[np.int64]

#: A copy must have this many words and characters to count as a repeat.
FEWEST_WORDS, FEWEST_CHARS = 10, 48
SKETCH, ALIKE = 8, 6
_SALTS = chars.mix(np.arange(1, SKETCH + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))


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


def earlier(batch: Batch, keys: chars.UInt64) -> Int64:
    """int64 ``[P]``: first row of the same document with the same key, or -1 if this is the first."""
    keys = chars.mix(keys + batch.doc.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    new = np.append(True, ranked[1:] != ranked[:-1]) if len(order) else np.zeros(0, bool)
    leader = np.empty(len(order), np.int64)
    leader[order] = order[np.flatnonzero(new)][np.cumsum(new) - 1] if len(order) else order
    # two keys of different documents that mix alike would be one chance in 2**64
    return np.where(leader == np.arange(len(order)), -1, leader)


def find(batch: Batch) -> Int64:
    """int64 ``[P]``: the row that a paragraph repeats, or -1. Made once a batch."""
    found = batch.__dict__.get("copies")
    if found is None:
        found = batch.__dict__["copies"] = _find(batch)
    return found


def _find(batch: Batch) -> Int64:
    long = (shape(batch).words >= FEWEST_WORDS) & (batch.length >= FEWEST_CHARS)
    wide = batch.kinds[:, chars.SINGLE] >= FEWEST_CHARS // 2
    long = (long | wide) & (shape(batch).numbers < 0.5)
    copies = np.full(len(batch), -1, np.int64)
    if long.sum() < 2:
        return copies
    copies = np.where(long, earlier(batch, line_hashes(batch)), -1)
    rows = np.flatnonzero(long & (copies < 0))
    near = _near(batch, rows)
    copies[rows] = near
    return copies


def _near(batch: Batch, rows: Int64) -> Int64:
    """int64: for each row the earlier one it nearly copies, or -1."""
    sketch = _sketches(batch.word, rows)
    best = np.full(len(rows), -1, np.int64)
    for column in (0, SKETCH // 2):
        keys = np.zeros(len(batch), np.uint64)
        keys[rows] = sketch[:, column]
        unique = np.ones(len(batch), bool)
        unique[rows] = False
        keys[unique] = chars.mix(np.flatnonzero(unique).astype(np.uint64) + np.uint64(1 << 40))
        leader = earlier(batch, keys)[rows]
        has = np.flatnonzero((leader >= 0) & (best < 0))
        other = np.searchsorted(rows, leader[has])
        alike = (sketch[has] == sketch[other]).sum(axis=1) >= ALIKE
        best[has[alike]] = leader[has[alike]]
    return best


def _sketches(found: words.Words, rows: Int64) -> chars.UInt64:
    """uint64 ``[rows, SKETCH]``: minimum hashes of the runs of three words of every row; all rows have three words."""
    first, count = found.first[rows], found.count[rows] - 2
    offsets = np.append(0, np.cumsum(count))[:-1]
    at = np.arange(count.sum()) + np.repeat(first - offsets, count)
    runs = words.sequence_hash([found.hash[at + k] for k in range(3)])
    sketch = np.empty((len(rows), SKETCH), np.uint64)
    for column, salt in enumerate(_SALTS):
        sketch[:, column] = np.minimum.reduceat(chars.mix(runs ^ salt), offsets)
    return sketch
