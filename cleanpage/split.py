"""Lossless splitting: paragraphs are slices of the input, and with the gaps between them they are all of it.

A paragraph is a maximal run between line breaks that holds something besides space, without the space at its ends.
Two kinds of text came with other line breaks than their author's. Flattened text (one line, or lines of thousands of
characters) is split at sentence ends. Hard-wrapped text (lines of ~70 characters that continue) is joined again.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleanpage import chars
from cleanpage.chars import Classes, Codes

Offsets = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: A line of this many characters did not come from an author: it is split at sentence ends.
FLAT_LINE = 2500
#: A document that is a single line is flat from this length on.
FLAT_DOCUMENT = 400
#: Hard-wrapped text: the longest line is at most this, and the usual full line at least the other.
WRAP_LONGEST, WRAP_USUAL = 100, 55

_BLANK = np.isin(np.arange(chars.CLASSES), (chars.SPACE, chars.BREAK))
_CLOSING = np.isin(np.arange(chars.CLASSES), (chars.TERMINAL, chars.QUOTE, chars.BRACKET))
_WIDE_STOPS = np.array([ord(c) for c in "。！？｡"], dtype=np.uint32)
#: These open the next sentence, though no space sets them off from the last.
_WIDE_OPENINGS = np.array([ord(c) for c in "「『〈《（【〔"], dtype=np.uint32)


def lines(cls: Classes, doc_start: Offsets) -> tuple[Offsets, Offsets]:
    """Starts and ends of all non-blank lines of a batch, without the space at their ends.

    Args:
        cls: class of every character of the batch, uint8 ``[characters]``.
        doc_start: offsets of the documents in the batch, int64 ``[documents + 1]``.
    """
    solid = ~_BLANK[cls]
    breaks = cls == chars.BREAK
    border = np.zeros(len(cls) + 1, dtype=bool)
    border[1:] |= breaks
    border[:-1] |= breaks
    border[doc_start] = True
    edges = np.flatnonzero(border)
    if len(edges) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    begins, ends = edges[:-1], edges[1:]
    # a stretch is blank if no solid character lies in it
    marks = np.flatnonzero(solid)
    first = np.searchsorted(marks, begins)
    last = np.searchsorted(marks, ends) - 1
    filled = last >= first
    return marks[first[filled]], marks[last[filled]] + 1


def split(codes: Codes, cls: Classes, doc_start: Offsets) -> tuple[Offsets, Offsets, Bools, Bools]:
    """Paragraphs of a batch: starts, ends, and for each whether it is a piece of a flat line, or joined lines."""
    starts, ends = lines(cls, doc_start)
    starts, ends, joined = _unwrap(codes, cls, doc_start, starts, ends)
    flat = _flat(doc_start, starts, ends) & ~joined
    if not flat.any():
        return starts, ends, flat, joined
    return _cut(codes, cls, starts, ends, flat, joined)


def _flat(doc_start: Offsets, starts: Offsets, ends: Offsets) -> Bools:
    """Which lines are flattened documents, or parts of them."""
    doc = np.searchsorted(doc_start, starts, side="right") - 1
    alone = np.bincount(doc, minlength=len(doc_start))[doc] == 1
    length = ends - starts
    return (length > FLAT_LINE) | (alone & (length > FLAT_DOCUMENT))


def _cut(
    codes: Codes, cls: Classes, starts: Offsets, ends: Offsets, flat: Bools, joined: Bools
) -> tuple[Offsets, Offsets, Bools, Bools]:
    """Cut flat lines at their sentence ends; the space between two sentences belongs to neither."""
    new_starts: list[Offsets] = []
    new_ends: list[Offsets] = []
    pieces: list[Bools] = []
    previous = 0
    for row in np.flatnonzero(flat).tolist():
        a, b = int(starts[row]), int(ends[row])
        cut_ends, cut_starts = _sentence_ends(codes[a:b], cls[a:b])
        new_starts += [starts[previous:row], np.array([a]), cut_starts + a]
        new_ends += [ends[previous:row], cut_ends + a, np.array([b])]
        pieces += [np.zeros(row - previous, bool), np.ones(len(cut_ends) + 1, bool)]
        previous = row + 1
    new_starts.append(starts[previous:])
    new_ends.append(ends[previous:])
    pieces.append(np.zeros(len(starts) - previous, bool))
    out = np.concatenate(new_starts).astype(np.int64)
    was_joined = joined[np.searchsorted(starts, out, side="right") - 1]
    return out, np.concatenate(new_ends).astype(np.int64), np.concatenate(pieces), was_joined


def _sentence_ends(codes: Codes, cls: Classes) -> tuple[Offsets, Offsets]:
    """Where sentences end and where the next ones start, as offsets into one line.

    A sentence ends after a full stop, its closing quotes and brackets, if space and anything but a lower-case letter
    follow, and if it is not the dot of an initial ('U.S. Army', 'J. Smith'); or after a wide stop without any space.
    """
    n = len(cls)
    closing = _CLOSING[cls] & ~np.isin(codes, _WIDE_OPENINGS)
    run_end = np.flatnonzero(closing & ~np.append(closing[1:], False)) + 1
    run_start = np.flatnonzero(closing & ~np.append(False, closing[:-1]))
    stops = np.append(0, np.cumsum(cls == chars.TERMINAL))
    wide_stops = np.append(0, np.cumsum(np.isin(codes, _WIDE_STOPS)))
    has_stop = stops[run_end] > stops[run_start]
    wide = wide_stops[run_end] > wide_stops[run_start]
    solid = np.flatnonzero(cls != chars.SPACE)
    place = np.minimum(np.searchsorted(solid, run_end), len(solid) - 1)
    next_start = solid[place]
    inside = (run_end < n) & (next_start >= run_end)
    spaced = next_start > run_end
    follows = cls[np.minimum(next_start, n - 1)]
    begins = (follows != chars.LETTER) | (codes[np.minimum(next_start, n - 1)] > 0x500)
    # an initial: one capital letter before the dot, and no letter before that
    one = cls[np.maximum(run_start - 1, 0)] == chars.UPPER
    two = chars.among(cls[np.maximum(run_start - 2, 0)], chars.LETTER, chars.UPPER, chars.DIGIT) & (run_start >= 2)
    initial = one & ~two & (run_end - run_start == 1)
    at = inside & has_stop & (wide | (spaced & begins & ~initial))
    return run_end[at], next_start[at]


def _unwrap(
    codes: Codes, cls: Classes, doc_start: Offsets, starts: Offsets, ends: Offsets
) -> tuple[Offsets, Offsets, Bools]:
    """Join the lines of hard-wrapped documents."""
    none = np.zeros(len(starts), bool)
    if len(starts) < 2:
        return starts, ends, none
    doc = np.searchsorted(doc_start, starts, side="right") - 1
    follows = _continues(codes, cls, doc, starts, ends)
    wrapped = _is_wrapped(len(doc_start) - 1, doc, ends - starts, follows)
    if not wrapped.any():
        return starts, ends, none
    # a line shorter than most of its document's width ended there because the author wanted it to
    long_enough = (ends - starts)[:-1] >= WRAP_USUAL - 10
    bullet = chars.among(cls[starts[1:]], chars.SEPARATOR, chars.DASH, chars.DIGIT)
    glue = np.append(wrapped[doc[1:]] & _close(codes, cls, starts, ends, doc) & long_enough & ~bullet, False)
    heads = ~np.append(False, glue[:-1])
    return starts[heads], ends[~glue], (np.append(False, glue[:-1]) | glue)[heads]


def _close(codes: Codes, cls: Classes, starts: Offsets, ends: Offsets, doc: npt.NDArray[np.int64]) -> Bools:
    """Whether a line and the next have one line break between them, ``[lines - 1]``."""
    breaks = cls == chars.BREAK
    breaks[1:] &= ~((codes[1:] == ord("\n")) & (codes[:-1] == ord("\r")))
    returns = np.append(0, np.cumsum(breaks))
    between = returns[starts[1:]] - returns[ends[:-1]]
    return (doc[1:] == doc[:-1]) & (between <= 1) & (starts[1:] - ends[:-1] <= 4)


def _continues(codes: Codes, cls: Classes, doc: npt.NDArray[np.int64], starts: Offsets, ends: Offsets) -> Bools:
    """Whether a line breaks off and the next goes on in lower case, ``[lines - 1]``."""
    open_end = ~_CLOSING[cls[ends[:-1] - 1]]
    lower = (cls[starts[1:]] == chars.LETTER) & (codes[starts[1:]] < 0x500)
    full = (ends - starts)[:-1] >= WRAP_USUAL
    return (doc[1:] == doc[:-1]) & open_end & lower & full


def _is_wrapped(documents: int, doc: npt.NDArray[np.int64], length: Offsets, follows: Bools) -> Bools:
    """Which documents are hard-wrapped: no long line, and a good part of all lines goes on in the next."""
    longest = np.zeros(documents, np.int64)
    np.maximum.at(longest, doc, length)
    going_on = np.bincount(doc[:-1][follows], minlength=documents)
    full = np.bincount(doc[length >= WRAP_USUAL], minlength=documents)
    # a third, since paragraphs end and German nouns are capitals
    return (longest <= WRAP_LONGEST) & (full >= 4) & (going_on * 3 >= full)
