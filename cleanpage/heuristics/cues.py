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
from cleanpage.lexicon import CUE, STRENGTHS, shipped

#: In a longer paragraph cues must stand closer than this many words a cue; in one of more than ``MOST_WORDS`` they say
#: nothing: an article about a thing uses its words.
SPREAD, MOST_WORDS = 9, 32


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
    paragraph = batch.word.paragraph[found.first[cue]]
    cell, count = np.unique(lexicon.label[found.row[cue]] * np.int64(len(batch)) + paragraph, return_counts=True)
    label, paragraph = np.divmod(cell, max(len(batch), 1))
    size = shape(batch).words[paragraph]
    # sentences need one more: an author who writes about a thing uses its words
    several = count >= 2 + shape(batch).prose[paragraph]
    near = several & (count * SPREAD >= size) & (size <= MOST_WORDS)
    return label[near], paragraph[near], count[near]


RULES = tuple(Cues(label) for label in LABELS if label not in (Label.TITLE, Label.CONTENT))
