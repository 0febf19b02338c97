"""Signs of injected text: letters of two scripts in one word, digits for letters, keyword lists."""

from __future__ import annotations

import numpy as np

from cleanpage import chars
from cleanpage.columns import Batch
from cleanpage.document import Label
from cleanpage.features import Bools, shape
from cleanpage.registry import rule


def _words_with(batch: Batch, at: np.ndarray) -> np.ndarray:
    """How many positions ``at`` (sorted) each word holds."""
    return np.searchsorted(at, batch.word.end) - np.searchsorted(at, batch.word.start)


def _paragraphs(batch: Batch, words: Bools) -> np.ndarray:
    """How many marked words each paragraph holds."""
    at = np.flatnonzero(words)
    return np.diff(np.searchsorted(at, batch.word.first))


@rule("spam.lookalikes", Label.SPAM, 3.0, "words mix Latin with look-alike Cyrillic or Greek letters")
def lookalikes(batch: Batch) -> Bools:
    """'Ρаypal', 'vіаgrа': letters of U+0370 to U+04FF beside a to z. One such word may be a slip, two are a disguise."""
    codes = batch.codes
    other = (codes - np.uint32(0x370)) < 0x190
    if not other.any():
        return np.zeros(len(batch), bool)
    latin = ((codes | np.uint32(32)) - np.uint32(ord("a"))) < 26
    # where a letter of one script meets one of the other
    seam = np.flatnonzero((latin[:-1] & other[1:]) | (other[:-1] & latin[1:]))
    return _paragraphs(batch, _words_with(batch, seam) > 0) >= 2


@rule("spam.leetspeak", Label.SPAM, 2.0, "digits stand for letters inside words")
def leetspeak(batch: Batch) -> Bools:
    """'v1agra c4s1no': a digit with letters on both sides, in two words of a short paragraph."""
    cls = batch.cls
    letters = chars.among(cls, chars.LETTER, chars.UPPER)
    inner = np.zeros(len(cls), bool)
    if len(cls) > 2:
        inner[1:-1] = (cls[1:-1] == chars.DIGIT) & (cls[:-2] == chars.LETTER) & letters[2:]
    hidden = _words_with(batch, np.flatnonzero(inner)) > 0
    spaced = batch.kinds[:, chars.SPACE] >= 1
    return (_paragraphs(batch, hidden) >= 2) & spaced & (shape(batch).words <= 60)


@rule("spam.keywords", Label.SPAM, 1.5, "a list of keywords that repeats its words")
def keywords(batch: Batch) -> Bools:
    """'cheap shoes, cheap shoes online, buy cheap shoes': no sentence, few stop words, one word again and again."""
    word, counts = batch.word, shape(batch)
    listed = (batch.kinds[:, chars.COMMA] + batch.kinds[:, chars.SEPARATOR] >= 2) | (counts.words >= 8)
    listed &= (counts.stop_ratio < 0.2) & (counts.words <= 120) & (word.count >= 4)
    long = np.flatnonzero(listed[word.paragraph] & (word.length >= 4))
    paragraph, hashes = word.paragraph[long], word.hash[long]
    order = np.lexsort((hashes, paragraph))
    paragraph, hashes = paragraph[order], hashes[order]
    same = (hashes[1:] == hashes[:-1]) & (paragraph[1:] == paragraph[:-1])
    again = np.bincount(paragraph[1:][same], minlength=len(batch))
    return (again * 4 >= counts.words) & (again >= 3)


@rule("spam.unpunctuated", Label.SPAM, 2.0, "many words in lower case, and no grammar between them")
def unpunctuated(batch: Batch) -> Bools:
    """'cheap loans no credit check payday online fast cash': no capital, no mark, hardly a stop word."""
    counts, kinds = shape(batch), batch.kinds
    marks = kinds[:, (chars.COMMA, chars.TERMINAL, chars.COLON, chars.QUOTE, chars.BRACKET, chars.DASH, chars.OTHER)].sum(axis=1)
    bare = (kinds[:, chars.UPPER] == 0) & (marks == 0) & (kinds[:, chars.SEPARATOR] == 0)
    return bare & (counts.words >= 8) & (counts.words <= 60) & (counts.stop_ratio < 0.15) & (kinds[:, chars.LETTER] >= 30)


RULES = (lookalikes, leetspeak, keywords, unpunctuated)
