"""Stock phrases of the lexicons: one rule a label, ``phrases.newsletter`` and so on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanpage.columns import Batch
from cleanpage.document import LABELS, Label
from cleanpage.evidence import COLUMN, Hits, hits
from cleanpage.lexicon import STRENGTHS, WEIGHTS, Matches, shipped

#: A phrase of this many words counts in a document of any language, a shorter one in its own and in English.
ANY_LANGUAGE = 3
#: Languages so close that each reads the other's lexicon.
_KIN = {"da": ("no",), "no": ("da", "sv"), "sv": ("no",), "cs": ("sk",), "sk": ("cs",), "gl": ("pt", "es"), "ca": ("es",),
        "ms": ("id",), "be": ("ru",), "sr": ("hr",), "eu": ("es",)}
#: What several phrases of one label add beyond the strongest.
FURTHER = 0.5


def matches(batch: Batch) -> Matches:
    """The phrases and cue words that count, found once a batch."""
    found = batch.__dict__.get("phrases")
    if found is None:
        found = batch.__dict__["phrases"] = _find(batch)
    return found


def _find(batch: Batch) -> Matches:
    lexicon = shipped()
    found = lexicon.find(batch.word)
    reads = np.zeros((len(batch.texts), len(lexicon.langs)), bool)
    for d, lang in enumerate(batch.lang):
        for code in (lang, "en", *_KIN.get(lang, ())):
            if code in lexicon.langs:
                reads[d, lexicon.langs.index(code)] = True
    doc = batch.doc[batch.word.paragraph[found.first]]
    unknown = np.array([lang == "und" for lang in batch.lang], bool)[doc]
    size = lexicon.size[found.row]
    counts = reads[doc, lexicon.lang[found.row]] | (size >= ANY_LANGUAGE) | (unknown & (size > 1))
    return Matches(found.row[counts], found.first[counts], found.last[counts])


@dataclass(frozen=True)
class Phrases:
    """Says that a paragraph uses a stock phrase of one label; the strongest counts whole, others half."""

    label: Label

    @property
    def name(self) -> str:
        """Dotted name."""
        return f"phrases.{self.label}"

    def __call__(self, batch: Batch) -> Hits:
        """One hit a phrase; of phrases that begin or end together only the longest."""
        found, lexicon, word = matches(batch), shipped(), batch.word
        kind = lexicon.strength[found.row]
        mine = (lexicon.label[found.row] == COLUMN[self.label]) & (kind != STRENGTHS.index("cue"))
        row, first, last = found.row[mine], found.first[mine], found.last[mine]
        strength = lexicon.strength[row].astype(np.int64)
        paragraph = word.paragraph[first]
        order = np.lexsort((first, first - last, -strength, paragraph))
        paragraph, first, last, strength = paragraph[order], first[order], last[order], strength[order]
        fresh = _outermost(paragraph, first, last)
        paragraph, first, last, strength = paragraph[fresh], first[fresh], last[fresh], strength[fresh]
        leads = np.append(True, paragraph[1:] != paragraph[:-1])[: len(paragraph)]
        weight = WEIGHTS[strength] * np.where(leads, 1.0, FURTHER)
        base = batch.start[paragraph]
        span = (word.start[first] - base, word.end[last - 1] - base)
        return hits(paragraph, self.label, weight, f"a stock phrase ({self.label})", span)


def _outermost(paragraph: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Positions of the phrases that share neither end with one listed before them in their paragraph."""
    fresh = np.ones(len(paragraph), bool)
    for ends in (first, last):
        _, index = np.unique(ends, return_index=True)
        only = np.zeros(len(paragraph), bool)
        only[index] = True
        fresh &= only
    return np.flatnonzero(fresh)


RULES = tuple(Phrases(label) for label in LABELS if label is not Label.TITLE)
