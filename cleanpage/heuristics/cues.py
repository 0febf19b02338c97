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
        count = _counts(batch)[:, COLUMN[self.label]]
        size = shape(batch).words
        rows = np.flatnonzero((count >= 2) & (count * SPREAD >= size) & (size <= MOST_WORDS))
        return hits(rows, self.label, np.minimum(count[rows], 4) * CUE, f"words as in paragraphs of kind {self.label}")


def _counts(batch: Batch) -> np.ndarray:
    """int64 ``[P, 14]``: the cue words of every label, counted once a batch."""
    made = batch.__dict__.get("cues")
    if made is None:
        found, lexicon = matches(batch), shipped()
        cue = np.flatnonzero(lexicon.strength[found.row] == STRENGTHS.index("cue"))
        cell = batch.word.paragraph[found.first[cue]] * len(LABELS) + lexicon.label[found.row[cue]]
        made = np.bincount(cell, minlength=len(batch) * len(LABELS)).reshape(-1, len(LABELS))
        batch.__dict__["cues"] = made
    return np.asarray(made)


RULES = tuple(Cues(label) for label in LABELS if label not in (Label.TITLE, Label.CONTENT))
