"""Numbered sources below the text."""

from __future__ import annotations

import numpy as np

from cleanpage import chars
from cleanpage.columns import Batch
from cleanpage.document import Label
from cleanpage.features import Bools, place, shape, windows
from cleanpage.registry import rule


def bracketed_number(batch: Batch) -> Bools:
    """Begins with '[1]', '(1)' or '^'."""
    begin = batch.start
    room = batch.length >= 4
    second = batch.cls[np.minimum(begin + 1, len(batch.cls) - 1)] == chars.DIGIT
    bracket = (batch.codes[begin] == ord("[")) & second
    return room & (bracket | (batch.codes[begin] == ord("^")))


@rule("references.numbered", Label.REFERENCES, 2.5, "begins with a number in square brackets")
def numbered(batch: Batch) -> Bools:
    """'[1] Talks end without a deal - CNN', below the first prose."""
    return bracketed_number(batch) & (place(batch).prose_before > 0) & (batch.kinds[:, chars.SPACE] >= 1)


@rule("references.run", Label.REFERENCES, 1.0, "one of a run of numbered sources")
def run(batch: Batch) -> Bools:
    """Two and more in a row, most of them no sentence of prose."""
    marked = bracketed_number(batch)
    return marked & (windows(batch, marked.astype(np.int64), 1, 1) >= 2)


@rule("references.citation", Label.REFERENCES, 1.5, "reads like an entry of a bibliography")
def citation(batch: Batch) -> Bools:
    """A year in brackets, commas, full stops and colons, few stop words, below the text."""
    counts, kinds = shape(batch), batch.kinds
    marks = kinds[:, chars.COMMA] + kinds[:, chars.TERMINAL] + kinds[:, chars.COLON]
    return (
        place(batch).tail & (marks * 3 >= counts.words) & (kinds[:, chars.DIGIT] >= 4) & (counts.words >= 8)
        & (kinds[:, chars.BRACKET] >= 2) & (counts.stop_ratio < 0.3)
    )


@rule("references.listed", Label.REFERENCES, 2.0, "a numbered entry with a year, as in a list of sources")
def listed(batch: Batch) -> Bools:
    """'2. Sobol, K. (2019): Harbour lights. Ravenby: Quay Press.', below the first prose, with a neighbour like it."""
    counts, kinds, word = shape(batch), batch.kinds, batch.word
    if not len(word.hash):
        return np.zeros(len(batch), bool)
    first = np.minimum(word.first[:-1], len(word.hash) - 1)
    second = batch.cls[np.minimum(word.end[first], len(batch.cls) - 1)] == chars.TERMINAL
    marks = kinds[:, chars.COMMA] + kinds[:, chars.TERMINAL] + kinds[:, chars.COLON]
    entry = (counts.begins == chars.DIGIT) & second & (marks >= 4) & (counts.stop_ratio < 0.25) & counts.dated
    return entry & (place(batch).prose_before > 0) & (windows(batch, entry.astype(np.int64), 1, 1) >= 2)


RULES = (numbered, run, citation, listed)
