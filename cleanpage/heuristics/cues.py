"""Cue words: one alone says nothing, several of one label in a paragraph do. The learned model reads words itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanpage.columns import Batch
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
        found, lexicon = matches(batch), shipped()
        kind = lexicon.strength[found.row]
        mine = (lexicon.label[found.row] == COLUMN[self.label]) & (kind == STRENGTHS.index("cue"))
        count = np.bincount(batch.word.paragraph[found.first[mine]], minlength=len(batch))
        size = shape(batch).words
        rows = np.flatnonzero((count >= 2) & (count * SPREAD >= size) & (size <= MOST_WORDS))
        return hits(rows, self.label, np.minimum(count[rows], 4) * CUE, f"words as in paragraphs of kind {self.label}")


RULES = tuple(Cues(label) for label in LABELS if label not in (Label.TITLE, Label.CONTENT))
