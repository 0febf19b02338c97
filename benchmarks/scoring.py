"""From what a system said to counts, and from counts to scores with their intervals.

Counts are kept document by document, so that every figure can be drawn again from resampled documents (bootstrap).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.documents import GOOD, Labelled
from benchmarks.spans import Spans
from cleanpage.document import LABELS

Int64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: The column of paragraphs that a system says nothing of.
NONE = len(LABELS)
DRAWS = 1000


@dataclass(frozen=True, eq=False)
class Aligned:
    """What a system said of the expected paragraphs of a document, each by the majority of its characters.

    Attributes:
        label: int64 ``[E]``, column of the label, ``NONE`` if nothing was said.
        kept: bool ``[E]``; what nothing was said of stays.
        lost: int64 ``[E]``, characters dropped.
        probability: float64 ``[E, 14]``, averaged by characters; None if the system has none.
    """

    label: Int64
    kept: Bools
    lost: Int64
    probability: Floats | None


def align(doc: Labelled, spans: Spans) -> Aligned:
    """Lay what was said over the expected paragraphs: pieces may be finer (flat lines) or coarser (joined lines)."""
    row, span, size = overlaps(doc, spans)
    count = len(doc.start)
    seen = np.bincount(row, size, count)
    stays = np.bincount(row, size * spans.kept[span], count)
    votes = np.zeros((count, NONE + 1))
    votes[:, NONE] = seen == 0
    if spans.label is not None:
        np.add.at(votes, (row, spans.label[span].astype(np.int64)), size)
    probability = None
    if spans.probability is not None:
        probability = np.zeros((count, len(LABELS)))
        np.add.at(probability, row, spans.probability[span] * size[:, None])
        probability /= np.maximum(seen, 1)[:, None]
    return Aligned(votes.argmax(axis=1), stays * 2 >= seen, (seen - stays).astype(np.int64), probability)


def overlaps(doc: Labelled, spans: Spans) -> tuple[Int64, Int64, Int64]:
    """Where expected paragraphs and spans meet: row of the one, row of the other, characters that they share."""
    cuts = np.unique(np.concatenate([doc.start, doc.end, spans.start, spans.end]))
    a, size = cuts[:-1], np.diff(cuts)
    row = np.searchsorted(doc.start, a, side="right") - 1
    span = np.searchsorted(spans.start, a, side="right") - 1
    inside = (row >= 0) & (span >= 0)
    inside[inside] = (a[inside] < doc.end[row[inside]]) & (a[inside] < spans.end[span[inside]])
    return row[inside], span[inside], size[inside]


@dataclass(frozen=True, eq=False)
class Tally:
    """The counts of one system, D documents.

    Attributes:
        confusion: int64 ``[D, 14, 15]``: paragraphs by expected and by given label (the last: none given).
        decision: int64 ``[D, 2, 2]``: paragraphs by whether they have to stay (0) or go (1), and whether they did.
        chars: int64 ``[D, 2]``: good characters, and those of them that were lost.
        clean: bool ``[D]``: documents of which nothing has to go.
        labels: whether the system gives labels.
    """

    confusion: Int64
    decision: Int64
    chars: Int64
    clean: Bools
    labels: bool

    def of(self, documents: Bools) -> Tally:
        """The counts of some of the documents."""
        return Tally(
            self.confusion[documents],
            self.decision[documents],
            self.chars[documents],
            self.clean[documents],
            self.labels,
        )


def tally(docs: Sequence[Labelled], said: Sequence[Spans]) -> Tally:
    """Count what a system said of all documents."""
    shape = len(docs)
    confusion = np.zeros((shape, len(LABELS), NONE + 1), np.int64)
    decision, chars = np.zeros((shape, 2, 2), np.int64), np.zeros((shape, 2), np.int64)
    for d, (doc, spans) in enumerate(zip(docs, said, strict=True)):
        found = align(doc, spans)
        named, decided = doc.scored, doc.scored & ~doc.either
        np.add.at(confusion[d], (doc.label[named], found.label[named]), 1)
        np.add.at(decision[d], ((~doc.good[decided]).astype(int), (~found.kept[decided]).astype(int)), 1)
        good = doc.good & decided
        chars[d] = (doc.end - doc.start)[good].sum(), found.lost[good].sum()
    clean = np.array([doc.clean for doc in docs], bool)
    return Tally(confusion, decision, chars, clean, any(s.label is not None for s in said))


def by_label(confusion: Int64 | Floats) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 of every label: float ``[…, 14]`` of a confusion ``[…, 14, 15]``; nan where none is."""
    hit = np.diagonal(confusion, axis1=-2, axis2=-1)
    expected, given = confusion.sum(axis=-1), confusion[..., : len(LABELS)].sum(axis=-2)
    return ratio(hit, given), ratio(hit, expected), ratio(2 * hit, expected + given)


def scores(counts: Tally, weights: Floats) -> dict[str, Floats]:
    """All figures, each ``[…]``, of documents counted ``weights`` ``[…, D]`` times."""
    decision = np.tensordot(weights, counts.decision, axes=1)
    dropped, missed = decision[..., 1, 1], decision[..., 1, 0]
    wrongly = decision[..., 0, 1]
    chars = weights @ counts.chars
    clean = (weights * counts.clean) @ counts.chars
    found = {
        "precision": ratio(dropped, dropped + wrongly),
        "recall": ratio(dropped, dropped + missed),
        "f1": np.where(dropped + missed > 0, ratio(2 * dropped, 2 * dropped + wrongly + missed), np.nan),
        "lost": ratio(chars[..., 1], chars[..., 0]),
        "lost_clean": ratio(clean[..., 1], clean[..., 0]),
    }
    if counts.labels:
        confusion = np.tensordot(weights, counts.confusion, axes=1)
        found["macro_f1"] = macro(confusion)
        right = np.diagonal(confusion, axis1=-2, axis2=-1).sum(axis=-1)
        found["accuracy"] = ratio(right, confusion.sum(axis=(-2, -1)))
    return found


def macro(confusion: Floats) -> Floats:
    """The mean F1 of the labels that are expected anywhere: a label that is only ever given harms the others."""
    f1 = np.where(confusion.sum(axis=-1) > 0, by_label(confusion)[2], np.nan)
    known = ~np.isnan(f1)
    return ratio(np.where(known, f1, 0).sum(axis=-1), known.sum(axis=-1))


def ratio(above: npt.ArrayLike, below: npt.ArrayLike) -> Floats:
    """A quotient, nan where there is nothing to divide by."""
    divisor = np.asarray(below, float)
    quotient = np.full(divisor.shape, np.nan)
    return np.asarray(np.divide(np.asarray(above, float), divisor, out=quotient, where=divisor > 0))


def point(counts: Tally) -> dict[str, float]:
    """All figures of all documents."""
    return {name: float(value) for name, value in scores(counts, np.ones(len(counts.clean))).items()}


def draws(documents: int, count: int = DRAWS) -> Floats:
    """float64 ``[count, documents]``: how often a bootstrap draws every document; the same for every system."""
    if not documents:
        return np.zeros((count, 0))
    shares = np.full(documents, 1 / documents)
    return np.random.default_rng(0).multinomial(documents, shares, count).astype(float)


def interval(values: Floats) -> tuple[float, float]:
    """The middle 95 % of resampled figures."""
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


def removal(probability: Floats) -> Floats:
    """float ``[E]``: how probable it is that a paragraph is boilerplate."""
    return np.asarray(probability[:, ~GOOD].sum(axis=1))
