"""Stock phrases of the lexicons: one rule a label, ``phrases.newsletter`` and so on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanpage import chars
from cleanpage.columns import Batch, once
from cleanpage.document import LABELS, Label
from cleanpage.evidence import COLUMN, Hits, hits
from cleanpage.lexicon import BEGINS, ENDS, STRENGTHS, STRONG, WEIGHTS, Matches, shipped

#: A phrase of this many words counts in a document of any language, a shorter one in its own and in English.
ANY_LANGUAGE = 3
#: Languages so close that each reads the other's lexicon.
_KIN = {"da": ("no",), "no": ("da", "sv"), "sv": ("no",), "cs": ("sk",), "sk": ("cs",), "gl": ("pt", "es"), "ca": ("es",),
        "ms": ("id",), "be": ("ru",), "sr": ("hr",), "eu": ("es",)}
#: Labels whose stock lines also stand before a colon or an arrow: 'Read also: …', 'Tags: …', 'Source » …'.
_LEADING = np.isin(
    np.arange(len(LABELS)),
    [COLUMN[label] for label in (Label.RELATED, Label.CAPTION, Label.METADATA, Label.REFERENCES, Label.AUTHOR_BIO)],
)
_LEAD_MARKS = np.array(sorted(map(ord, ":：»›→>▸❯▶►|")), np.uint32)
_WIDE_QUOTES = np.array(sorted(map(ord, "「『《〈")), np.uint32)
#: What several phrases of one label add beyond the strongest.
FURTHER = 0.5
#: What is added for a stock line that stands before a colon.
LEADS_ON = 1.0


@once
def matches(batch: Batch) -> Matches:
    """The phrases and cue words that count."""
    lexicon = shipped()
    found = lexicon.find(batch.word, _closed(batch))
    reads = np.zeros((len(batch.texts), len(lexicon.langs)), bool)
    for d, lang in enumerate(batch.lang):
        for code in (lang, "en", *_KIN.get(lang, ())):
            if code in lexicon.langs:
                reads[d, lexicon.langs.index(code)] = True
    doc = batch.doc[batch.word.paragraph[found.first]]
    unknown = np.array([lang == "und" for lang in batch.lang], bool)[doc]
    size = lexicon.size[found.row]
    counts = reads[doc, lexicon.lang[found.row]] | (size >= ANY_LANGUAGE) | (unknown & (size > 1))
    anchors = lexicon.anchors[found.row]
    # who quotes a slogan writes about it
    counts &= ~_quoted(batch, found.first) | (anchors == BEGINS | ENDS)
    whole = found.last == batch.word.first[batch.word.paragraph[found.first] + 1]
    counts &= whole | (anchors != BEGINS | ENDS) | _LEADING[lexicon.label[found.row]]
    return Matches(found.row[counts], found.first[counts], found.last[counts])


def _quoted(batch: Batch, word: np.ndarray) -> np.ndarray:
    """bool: whether each of the words stands inside a quotation that begins and ends in its paragraph."""
    cls = batch.cls
    at = np.flatnonzero(chars.among(cls, chars.QUOTE, chars.BRACKET))
    wide = chars.within(batch.codes[at], _WIDE_QUOTES)
    marks = wide | (cls[at] == chars.QUOTE)
    at, wide = at[marks], wide[marks]
    # an apostrophe and a closing mark have a letter or a stop before them
    apart = (at == 0) | chars.among(cls[at - 1], chars.SPACE, chars.BREAK, chars.DASH, chars.BRACKET, chars.OTHER, chars.QUOTE)
    opens = at[apart | wide]
    closes = at[~apart & ~wide & ~chars.among(cls[at + 1], chars.LETTER, chars.UPPER)]
    start, paragraph = batch.word.start[word], batch.word.paragraph[word]
    opened = np.append(-1, opens)[np.searchsorted(opens, start)]
    behind = np.searchsorted(closes, start)
    closed, end = np.append(-1, closes)[behind], np.append(closes, len(cls))[behind]
    return (opened >= batch.start[paragraph]) & (opened > closed) & (end < batch.end[paragraph])


@once
def pointers(batch: Batch) -> np.ndarray:
    """int64: where colons, bars and arrows stand in the batch."""
    at = np.flatnonzero(chars.among(batch.cls, chars.COLON, chars.SEPARATOR, chars.QUOTE, chars.OTHER))
    return at[chars.within(batch.codes[at], _LEAD_MARKS)]


def _closed(batch: Batch) -> np.ndarray:
    """bool ``[T]``: words with a colon or an arrow behind them, perhaps after a space."""
    closed = np.zeros(len(batch.word.hash), bool)
    at = pointers(batch)
    end = at - (batch.cls[at - 1] == chars.SPACE)
    word = np.searchsorted(batch.word.end, end)
    inside = word < len(closed)
    word, end = word[inside], end[inside]
    closed[word[batch.word.end[word] == end]] = True
    return closed


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
        said = _said(batch)
        low, high = np.searchsorted(said.label, (COLUMN[self.label], COLUMN[self.label] + 1))
        paragraph, weight, start, end = (a[low:high] for a in (said.paragraph, said.weight, said.start, said.end))
        return hits(paragraph, self.label, weight, f"a stock phrase ({self.label})", (start, end))


@dataclass(frozen=True)
class _Said:
    """The hits of all labels, label by label: each column ``[H]``."""

    label: np.ndarray
    paragraph: np.ndarray
    weight: np.ndarray
    start: np.ndarray
    end: np.ndarray


@once
def _said(batch: Batch) -> _Said:
    """What phrases say, for all labels in one pass."""
    found, lexicon, word = matches(batch), shipped(), batch.word
    real = np.flatnonzero(lexicon.strength[found.row] != STRENGTHS.index("cue"))
    row, first, last = found.row[real], found.first[real], found.last[real]
    label, strength = lexicon.label[row].astype(np.int64), lexicon.strength[row].astype(np.int64)
    paragraph = word.paragraph[first]
    order = np.lexsort((first, first - last, -strength, paragraph, label))
    whole = lexicon.anchors[row] == BEGINS | ENDS
    label, paragraph, first, last, strength, whole = (a[order] for a in (label, paragraph, first, last, strength, whole))
    fresh = _outermost(label, first, last)
    label, paragraph, first, last, strength, whole = (a[fresh] for a in (label, paragraph, first, last, strength, whole))
    leads = np.ones(len(label), bool)
    leads[1:] = (paragraph[1:] != paragraph[:-1]) | (label[1:] != label[:-1])
    weight = WEIGHTS[strength] * np.where(leads, 1.0, FURTHER)
    # a stock line before a colon leads on to what the paragraph points at: surer than a phrase in a sentence
    weight += LEADS_ON * (whole & (last < word.first[paragraph + 1]) & (weight >= STRONG))
    base = batch.start[paragraph]
    return _Said(label, paragraph, weight, word.start[first] - base, word.end[last - 1] - base)


@once
def stock(batch: Batch) -> np.ndarray:
    """bool ``[P]``: paragraphs that begin with a strong phrase of boilerplate."""
    said, found = _said(batch), np.zeros(len(batch), bool)
    found[said.paragraph[(said.weight >= STRONG) & (said.start == 0) & (said.label >= 2)]] = True
    return found


def _outermost(label: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Positions of the phrases that share neither end with one of their label that is listed before them."""
    fresh = np.ones(len(label), bool)
    for ends in (first, last):
        _, index = np.unique(ends * len(LABELS) + label, return_index=True)
        only = np.zeros(len(label), bool)
        only[index] = True
        fresh &= only
    return np.flatnonzero(fresh)


RULES = tuple(Phrases(label) for label in LABELS if label is not Label.TITLE)
