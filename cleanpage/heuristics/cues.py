"""Cue words: one alone says nothing, several of one label in a paragraph do, three in sentences.

The learned model reads words itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanpage.columns import Batch, once
from cleanpage.document import LABELS, Label
from cleanpage.evidence import COLUMN, Hits, hits
from cleanpage.features import shape
from cleanpage.heuristics.phrases import matches
from cleanpage.heuristics.shape import code
from cleanpage.lexicon import CUE, STRENGTHS, shipped

#: In a longer paragraph cues must stand closer than this many words a cue; in one of more than ``MOST_WORDS`` they say
#: nothing: an article about a thing uses its words.
SPREAD, MOST_WORDS = 9, 32
#: So many paragraphs of prose that use the words of a label make it the article's subject, and the words say nothing.
SUBJECT = 3


@dataclass(frozen=True)
class Cues:
    """Says that a paragraph uses words that are frequent in paragraphs of one label, two at least."""

    label: Label

    @property
    def name(self) -> str:
        """Dotted name."""
        return f"cues.{self.label}"

    def __call__(self, batch: Batch) -> Hits:
        """One hit a paragraph, a weight for every cue, four counted at most."""
        label, paragraph, count = _counts(batch)
        low, high = np.searchsorted(label, (COLUMN[self.label], COLUMN[self.label] + 1))
        weight = np.minimum(count[low:high], 4) * CUE
        return hits(paragraph[low:high], self.label, weight, f"words as in paragraphs of kind {self.label}")


@once
def _counts(batch: Batch) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """int64 ``[H]`` each: labels, paragraphs and their cue words, wherever there are enough of them; label by label."""
    found, lexicon = matches(batch), shipped()
    cue = np.flatnonzero(lexicon.strength[found.row] == STRENGTHS.index("cue"))
    order = np.lexsort((found.first[cue], lexicon.label[found.row[cue]]))
    cue = cue[order]
    of_label, first, last = lexicon.label[found.row[cue]].astype(np.int64), found.first[cue], found.last[cue]
    # pairs of ideographs that overlap are one cue: of 公众号 both halves are in the list
    apart = np.ones(len(cue), bool)
    apart[1:] = (of_label[1:] != of_label[:-1]) | (first[1:] >= last[:-1])
    paragraph = batch.word.paragraph[first[apart]]
    cell, count = np.unique(of_label[apart] * len(batch) + paragraph, return_counts=True)
    label, paragraph = np.divmod(cell, max(len(batch), 1))
    size, prose = shape(batch).words[paragraph], shape(batch).prose[paragraph]
    document = label * np.int64(len(batch.texts)) + batch.doc[paragraph]
    about = np.bincount(document[prose & (count >= 2)], minlength=len(LABELS) * len(batch.texts))[document] >= SUBJECT
    # sentences need one more: an author who mentions a thing uses its words
    several = (count >= 2 + prose) & ~about & ~code.see(batch)[paragraph]
    near = several & (count * SPREAD >= size) & (size <= MOST_WORDS)
    return label[near], paragraph[near], count[near]


RULES = tuple(Cues(label) for label in LABELS if label not in (Label.TITLE, Label.CONTENT))
