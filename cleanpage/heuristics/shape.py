"""The shape of a paragraph: length, punctuation, stop words, capitals, digits, separators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanpage import chars
from cleanpage.columns import Batch
from cleanpage.document import Label
from cleanpage.evidence import Hits, hits
from cleanpage.features import Bools, shape
from cleanpage.registry import rule


@dataclass(frozen=True)
class Prose:
    """Long sentences with stop words are an author's: the longer, the surer."""

    name: str = "shape.prose"

    def __call__(self, batch: Batch) -> Hits:
        """Weight 1.5 for 12 words up to 3.5 for a hundred."""
        counts = shape(batch)
        rows = np.flatnonzero(counts.prose)
        # a table of logarithms: the same value for the same length on every machine
        weight = _LENGTH_WEIGHT[np.minimum(counts.words[rows].astype(np.int64), len(_LENGTH_WEIGHT) - 1)]
        return hits(rows, Label.CONTENT, weight, "sentences with stop words")


_LENGTH_WEIGHT = np.round(np.clip(1.5 + np.log2(np.maximum(np.arange(129.0), 1) / 12) * 0.65, 1.5, 3.5), 2)


@rule("shape.sentence", Label.CONTENT, 1.0, "a whole sentence")
def sentence(batch: Batch) -> Bools:
    """A short paragraph that ends as sentences do and has stop words."""
    counts = shape(batch)
    return ~counts.prose & counts.sentence & (counts.words >= 5) & (counts.stops >= 2) & ~counts.ellipsis


@rule("shape.open", Label.CONTENT, 0.5, "running words without an end")
def open_sentence(batch: Batch) -> Bools:
    """Many words, some stop words, no full stop: list items, subheads, captions, teasers."""
    counts = shape(batch)
    return ~counts.prose & ~counts.sentence & (counts.words >= 8) & (counts.stop_ratio >= 0.25)


@rule("shape.quote", Label.CONTENT, 1.0, "begins with a quotation")
def quote(batch: Batch) -> Bools:
    """Direct speech."""
    counts = shape(batch)
    return chars.among(counts.begins, chars.QUOTE, chars.DASH) & (counts.words >= 4) & counts.sentence


@rule("shape.lead_in", Label.CONTENT, 1.0, "ends in a colon and leads in what follows")
def lead_in(batch: Batch) -> Bools:
    """'This is what you need:'."""
    counts = shape(batch)
    return (counts.ends == chars.COLON) & (counts.words >= 5) & (counts.stops >= 2)


@rule("shape.code", Label.CONTENT, 1.5, "looks like code or a formula")
def code(batch: Batch) -> Bools:
    """Many brackets and symbols among letters."""
    counts = shape(batch)
    return (counts.ratio(chars.BRACKET, chars.OTHER) >= 0.12) & (counts.chars >= 8) & (counts.letters >= 4)


@rule("shape.enumerated", Label.CONTENT, 1.0, "begins with a number and a full stop, or a section mark")
def enumerated(batch: Batch) -> Bools:
    """'3. Whisk the eggs', '§ 1. General terms', '二、备土': steps, results, sections."""
    word, begin = batch.word, batch.start
    second = np.minimum(begin + 1, len(batch.cls) - 1)
    if not len(word.hash):
        return np.zeros(len(batch), bool)
    first = np.minimum(word.first[:-1], len(word.hash) - 1)
    behind = batch.cls[np.minimum(word.end[first], len(batch.cls) - 1)]
    counted = (batch.cls[begin] == chars.DIGIT) & chars.among(behind, chars.TERMINAL, chars.BRACKET)
    wide = (batch.cls[begin] == chars.SINGLE) & (batch.codes[second] == ord("、"))
    return (counted | wide | (batch.codes[begin] == ord("§"))) & (batch.length >= 4)


@rule("shape.short", Label.NAVIGATION, 1.0, "a few words, no sentence")
def short(batch: Batch) -> Bools:
    """Menu entries and buttons are this short; so are subheads."""
    return shape(batch).short


@rule("shape.scrap", Label.NAVIGATION, 1.0, "hardly any letters")
def scrap(batch: Batch) -> Bools:
    """Dividers, counters, lone symbols."""
    counts = shape(batch)
    return (counts.letters * 2 < counts.chars) & (counts.chars <= 40)


@rule("shape.shouting", Label.NAVIGATION, 0.5, "all capitals")
def shouting(batch: Batch) -> Bools:
    """Short lines in capitals: sections and buttons."""
    counts = shape(batch)
    return counts.shouting & (counts.words <= 6)


@rule("shape.separators", Label.NAVIGATION, 1.5, "short parts between separators")
def separators(batch: Batch) -> Bools:
    """'Home / World / Europe', 'Terms | Privacy | Imprint'."""
    counts = shape(batch)
    parts = batch.kinds[:, chars.SEPARATOR]
    return (parts >= 2) & (counts.words <= 5.0 * (parts + 1)) & ~counts.prose & (counts.stop_ratio < 0.3)


@rule("shape.names", Label.NAVIGATION, 1.0, "a long row of capitalised words")
def names(batch: Batch) -> Bools:
    """Menus that lost their line breaks."""
    counts = shape(batch)
    return (counts.words >= 8) & (counts.capitalised >= 0.7) & (counts.stop_ratio < 0.12) & ~counts.sentence


@rule("shape.cut_off", Label.RELATED, 1.5, "breaks off in dots")
def cut_off(batch: Batch) -> Bools:
    """Teasers end in '…' or '[…]'."""
    counts = shape(batch)
    return counts.ellipsis & (counts.words >= 7)


@rule("shape.numbers", Label.METADATA, 1.0, "mostly numbers in a short line")
def numbers(batch: Batch) -> Bools:
    """Dates, times, counters."""
    counts = shape(batch)
    return (counts.numbers >= 0.4) & (counts.words <= 8) & (batch.word.count >= 2)


RULES = (
    Prose(),
    sentence,
    open_sentence,
    quote,
    lead_in,
    code,
    enumerated,
    short,
    scrap,
    shouting,
    separators,
    names,
    cut_off,
    numbers,
)
