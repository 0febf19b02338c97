"""Does a paragraph share its vocabulary with the body? Teasers, and articles begun after the end, do not."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleanpage import chars
from cleanpage.columns import Batch, once
from cleanpage.document import Label
from cleanpage.features import Bools, place, shape
from cleanpage.language import stops
from cleanpage.registry import rule

Int64 = npt.NDArray[np.int64]
#: Words that tell topics apart: not stop words, and of this many letters (one for scripts without spaces).
LONG = 4


@once
def shared(batch: Batch) -> tuple[Int64, Int64]:
    """int64 ``[P]`` twice: topic words of a paragraph, and those of them that other prose of the document has too.

    Words are counted in slots, four for each word of the document and never shared between documents, so that a
    document's counts do not depend on the batch.
    """
    word, prose = batch.word, shape(batch).prose
    at = _topic_words(batch)
    paragraph = word.paragraph[at]
    slot = _slots(batch, at)
    size = int(4 * len(word.hash) + len(batch.texts) + 1)
    in_prose = np.bincount(slot[prose[paragraph]], minlength=size)
    # a word of a prose paragraph meets itself there: count its own occurrences off
    others = in_prose[slot]
    mine = np.flatnonzero(prose[paragraph])
    if len(mine):
        _, which, own = np.unique(paragraph[mine] * size + slot[mine], return_inverse=True, return_counts=True)
        others[mine] -= own[which]
    total = np.bincount(paragraph, minlength=len(batch))
    known = np.bincount(paragraph[others > 0], minlength=len(batch))
    return total, known


def _topic_words(batch: Batch) -> Int64:
    """int64: the words that say what a text is about."""
    word = batch.word
    kind = batch.cls[word.start]
    long = (word.length >= LONG) & (kind != chars.DIGIT) | (kind == chars.SINGLE)
    return np.flatnonzero(long & ~stops(batch))


def _slots(batch: Batch, at: Int64) -> Int64:
    """int64: the slot of every topic word, in its document's own range."""
    begin = batch.word.first[batch.first]
    room = 4 * np.diff(begin) + 1
    doc = batch.doc[batch.word.paragraph[at]]
    offset = 4 * begin[:-1] + np.arange(len(begin) - 1)
    # the letters of forms differ at the end: the stem stands for all of them
    stems = batch.word.stems(at)
    return offset[doc] + (stems % room[doc].astype(np.uint64)).astype(np.int64)


@rule("cohesion.stranger", Label.RELATED, 1.5, "below the text, and shares hardly a word with it")
def stranger(batch: Batch) -> Bools:
    """The start of another article."""
    total, known = shared(batch)
    spots, counts = place(batch), shape(batch)
    late = (spots.prose_before >= 3) & (spots.prose_after <= 3)
    return late & (counts.words >= 12) & (total >= 6) & (known * 5 <= total)


@rule("cohesion.kin", Label.CONTENT, 0.7, "shares its words with the text")
def kin(batch: Batch) -> Bools:
    """More than half of its topic words stand in other paragraphs of the body."""
    total, known = shared(batch)
    return (total >= 4) & (known * 2 >= total)


RULES = (stranger, kin)
