"""The name of the author stands above the text, and again where the text has ended."""

from __future__ import annotations

import numpy as np

from cleanpage import chars, words
from cleanpage.columns import Batch, once
from cleanpage.document import Label
from cleanpage.features import Bools, place, shape
from cleanpage.heuristics.credit import byline
from cleanpage.heuristics.place import title_like
from cleanpage.registry import rule

#: Words of a line with nothing but a name, and perhaps the house or the town.
LINE_WORDS = 6
#: Words of the shortest sentence about an author.
BIO_WORDS = 5


def _names(batch: Batch, skip: int) -> chars.UInt64:
    """uint64 ``[P]``: a hash of two capitalised words that begin a paragraph, after ``skip`` words; 0 where there are none."""
    word, names = batch.word, np.zeros(len(batch), np.uint64)
    rows = np.flatnonzero(word.count >= skip + 2)
    at = word.first[:-1][rows] + skip
    capital = batch.cls[word.start] == chars.UPPER
    named = capital[at] & capital[at + 1]
    rows, at = rows[named], at[named]
    own = batch.doc[rows].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    names[rows] = chars.mix(words.sequence_hash([word.hash[at], word.hash[at + 1]]) + own) | np.uint64(1)
    return names


@once
def _found(batch: Batch) -> tuple[Bools, Bools]:
    """bool ``[P]`` twice: lines that name the author, and paragraphs below the text that begin with that name."""
    spots, counts = place(batch), shape(batch)
    plain, led = _names(batch, 0), _names(batch, 1)
    alone = (counts.words <= LINE_WORDS) & (counts.capitalised >= 0.65) & ~counts.sentence & (batch.index > 0)
    # promotion above the text may read like prose
    early = (spots.prose_before <= 2) & (spots.prose_after >= 3)
    late = (spots.prose_before >= 3) & (spots.prose_after <= 2) & (counts.words >= BIO_WORDS) & (plain != 0)
    boxes = _boxes(batch, plain, alone) & late
    above = early & (plain != 0) & alone
    signed = byline.see(batch) & (led != 0)
    below = boxes | (late & _among(plain, np.concatenate([plain[above], led[signed]])))
    # of two lines with the name the headline is the one that says more
    lines = above & _among(plain, plain[below]) & ~(title_like(batch) & (counts.words > 4))
    lines[:-1] |= boxes[1:]
    return lines, below


def _boxes(batch: Batch, names: chars.UInt64, alone: Bools) -> Bools:
    """Paragraphs that begin with the name that the line above consists of: once in a document; in a list of people, often."""
    found = np.zeros(len(batch), bool)
    found[1:] = alone[:-1] & (names[1:] != 0) & (names[1:] == names[:-1])
    return found & (batch.by_doc(found.astype(np.int64)) == 1)[batch.doc]


def _among(values: chars.UInt64, wanted: chars.UInt64) -> Bools:
    return chars.within(values, np.sort(wanted)) if len(wanted) else np.zeros(len(values), bool)


@rule("author.bio", Label.AUTHOR_BIO, 3.0, "begins with the name that stands above the text")
def bio(batch: Batch) -> Bools:
    """'Jane Doe has covered the courts since 2009', below the text."""
    return _found(batch)[1]


@rule("author.line", Label.METADATA, 3.0, "a name above the text that begins a paragraph below it")
def line(batch: Batch) -> Bools:
    """'Jane Doe, Harbour Post': a byline without a word that says so."""
    return _found(batch)[0]


RULES = (bio, line)
