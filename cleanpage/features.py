"""What can be counted about paragraphs: their shape, and their place in the document.

One row a paragraph, made once a batch, read by the heuristics and by the learned model. Everything is counted in whole
numbers or computed row by row, so a value never depends on what else is in the batch.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from cleanpage import chars
from cleanpage.columns import Batch, once
from cleanpage.language import stops

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

#: A paragraph of this many words with stop words in it reads as prose.
PROSE_WORDS = 12
#: A line of fewer words than this is short.
SHORT_WORDS = 6


@once
def shape(batch: Batch) -> Shape:
    """The counts of a batch, made once."""
    return Shape(batch)


class Shape:
    """Counts and ratios, each an array ``[P]``."""

    def __init__(self, batch: Batch) -> None:
        """Nothing is counted before it is asked for."""
        self.batch = batch

    @cached_property
    def chars(self) -> Int64:
        """Characters."""
        return self.batch.length

    @cached_property
    def words(self) -> Floats:
        """Words; two ideographs or kana make one."""
        return self.batch.word.count - 0.5 * self.batch.kinds[:, chars.SINGLE]

    @cached_property
    def _stop_at(self) -> Int64:
        """int64: which words of the batch are stop words of their document's language."""
        return np.flatnonzero(stops(self.batch))

    @cached_property
    def stops(self) -> Int64:
        """Stop words of the document's language."""
        at, first = self._stop_at, self.batch.word.first
        edges = np.searchsorted(at, first)
        return np.diff(edges)

    @cached_property
    def stop_ratio(self) -> Floats:
        """Stop words a word."""
        return self.stops / np.maximum(self.batch.word.count, 1)

    @cached_property
    def capitalised(self) -> Floats:
        """Words that begin with a capital letter, a word."""
        word = self.batch.word
        at = np.flatnonzero(self.batch.cls[word.start] == chars.UPPER)
        return np.diff(np.searchsorted(at, word.first)) / np.maximum(word.count, 1)

    @cached_property
    def numbers(self) -> Floats:
        """Words that begin with a digit, a word."""
        word = self.batch.word
        at = np.flatnonzero(self.batch.cls[word.start] == chars.DIGIT)
        return np.diff(np.searchsorted(at, word.first)) / np.maximum(word.count, 1)

    @cached_property
    def dated(self) -> Bools:
        """Has a number of four digits that begins with 18, 19 or 20."""
        batch, word = self.batch, self.batch.word
        at = np.flatnonzero((word.length == 4) & (batch.cls[word.start] == chars.DIGIT))
        code, second = batch.codes[word.start[at]], batch.codes[word.start[at] + 1]
        year = ((code == ord("1")) & (second >= ord("8"))) | ((code == ord("2")) & (second == ord("0")))
        found = np.zeros(len(batch), bool)
        found[word.paragraph[at[year]]] = True
        return found

    def ratio(self, *kinds: int) -> Floats:
        """Characters of some classes, a character."""
        return self.batch.kinds[:, kinds].sum(axis=1) / np.maximum(self.chars, 1)

    @cached_property
    def letters(self) -> Int64:
        """Letters."""
        return self.batch.kinds[:, (chars.LETTER, chars.UPPER, chars.SINGLE, chars.MARK)].sum(axis=1)

    @cached_property
    def shouting(self) -> Bools:
        """All letters are capitals, four at least."""
        kinds = self.batch.kinds
        return (kinds[:, chars.UPPER] >= 4) & (kinds[:, chars.LETTER] + kinds[:, chars.SINGLE] == 0)

    @cached_property
    def ends(self) -> npt.NDArray[np.uint8]:
        """Class of the last character that is not a closing quote or bracket (looks back three characters)."""
        batch = self.batch
        kind = batch.cls[batch.end - 1]
        for back in (2, 3):
            again = chars.among(kind, chars.QUOTE, chars.BRACKET) & (batch.length >= back)
            kind = np.where(again, batch.cls[np.maximum(batch.end - back, 0)], kind)
        return kind

    @cached_property
    def sentence(self) -> Bools:
        """Ends as sentences end."""
        return self.ends == chars.TERMINAL

    @cached_property
    def ellipsis(self) -> Bools:
        """Ends in dots, perhaps in brackets."""
        batch = self.batch
        result = np.zeros(len(batch), bool)
        for back in (1, 2):
            last = np.maximum(batch.end - back, batch.start)
            dots = (batch.codes[last] == ord(".")) & (batch.codes[np.maximum(last - 1, batch.start)] == ord("."))
            result |= (batch.codes[last] == ord("…")) | dots
        return result

    @cached_property
    def begins(self) -> npt.NDArray[np.uint8]:
        """Class of the first character."""
        return self.batch.cls[self.batch.start]

    @cached_property
    def prose(self) -> Bools:
        """Reads as an author's sentences: long, with stop words, not a list of names."""
        long = self.words >= PROSE_WORDS
        closed = self.sentence | (self.words >= 25)
        worded = (self.stop_ratio >= 0.22) & (self.stops >= 3)
        return long & closed & worded & ~self.ellipsis

    @cached_property
    def short(self) -> Bools:
        """Few words and no sentence."""
        return (self.words < SHORT_WORDS) & ~self.sentence


def windows(batch: Batch, values: Int64, before: int, after: int) -> Int64:
    """int64 ``[P]`` or ``[P, …]``: sums of whole numbers over the neighbours from ``before`` rows up to ``after`` rows down."""
    sums = np.zeros((len(batch) + 1, *values.shape[1:]), np.int64)
    np.cumsum(values, axis=0, out=sums[1:])
    head, foot = batch.borders
    rows = batch.rows
    low = np.maximum(rows - before, head) if before else rows
    high = np.minimum(rows + (after + 1), foot) if after else rows + 1
    return np.asarray(sums[high] - sums[low])


class Place:
    """Where paragraphs stand, each an array ``[P]``; made from the shape of all of them."""

    def __init__(self, batch: Batch) -> None:
        """Nothing is counted before it is asked for."""
        self.batch = batch
        self.shape = shape(batch)

    @cached_property
    def _prose_sums(self) -> Int64:
        return np.append(0, np.cumsum(self.shape.prose))

    @cached_property
    def prose_before(self) -> Int64:
        """Prose paragraphs of the document above this one."""
        sums, batch = self._prose_sums, self.batch
        return np.asarray(sums[:-1] - sums[batch.borders[0]])

    @cached_property
    def prose_after(self) -> Int64:
        """Prose paragraphs of the document below this one."""
        sums, batch = self._prose_sums, self.batch
        return np.asarray(sums[batch.borders[1]] - sums[1:])

    @cached_property
    def head(self) -> Bools:
        """Above all prose, where there is any."""
        return (self.prose_before == 0) & ~self.shape.prose & (self.prose_after > 0)

    @cached_property
    def tail(self) -> Bools:
        """Below all prose."""
        return (self.prose_after == 0) & ~self.shape.prose & (self.prose_before > 0)

    @cached_property
    def body(self) -> Bools:
        """Has prose on both sides."""
        return (self.prose_after > 0) & (self.prose_before > 0)

    @cached_property
    def run(self) -> Int64:
        """Length of the run of short lines that a short line stands in, else 0."""
        short, batch = self.shape.short, self.batch
        edge = np.ones(len(batch) + 1, bool)
        edge[1:-1] = (short[1:] != short[:-1]) | (batch.doc[1:] != batch.doc[:-1])
        edges = np.flatnonzero(edge)
        return np.repeat(np.diff(edges), np.diff(edges)) * short

    @cached_property
    def breaks_before(self) -> Int64:
        """Line breaks between this paragraph and the one above, in one document."""
        sums = np.append(0, np.cumsum(self.batch.cls == chars.BREAK))
        above = np.append(0, self.batch.end[:-1]) if len(self.batch) else self.batch.end
        above = np.maximum(above, self.batch.doc_start[self.batch.doc])
        return np.asarray(sums[self.batch.start] - sums[above])


@once
def place(batch: Batch) -> Place:
    """The places of a batch, made once."""
    return Place(batch)
