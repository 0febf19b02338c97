"""Whether probabilities mean what they say: reliability, its error, and precision against recall of every threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.documents import Labelled
from benchmarks.scoring import NONE, Floats, align, ratio, removal
from benchmarks.spans import Spans

BINS = 10


@dataclass(frozen=True, eq=False)
class Claims:
    """What was claimed of the scored paragraphs, and whether it was so.

    Attributes:
        sure: float ``[E]``, probability of the given label; right: bool ``[E]``, whether it was the expected one.
        removal: float ``[E]``, probability of boilerplate; goes: bool ``[E]``, whether it was.
    """

    sure: Floats
    right: npt.NDArray[np.bool_]
    removal: Floats
    goes: npt.NDArray[np.bool_]


def claims(docs: Sequence[Labelled], said: Sequence[Spans]) -> Claims | None:
    """The claims of a system about all documents, repeats left out (no label tells of them); None if it makes none."""
    columns: list[list[npt.NDArray[Any]]] = [[], [], [], []]
    for doc, spans in zip(docs, said, strict=True):
        found = align(doc, spans)
        if found.probability is None:
            return None
        rows = np.flatnonzero(doc.scored & ~doc.either & ~doc.repeat & (found.label != NONE))
        columns[0].append(found.probability[rows, found.label[rows]])
        columns[1].append(found.label[rows] == doc.label[rows])
        columns[2].append(removal(found.probability[rows]))
        columns[3].append(~doc.good[rows])
    if not columns[0]:
        return None
    return Claims(*(np.concatenate(column) for column in columns))


def reliability(claimed: Floats, true: npt.NDArray[np.bool_]) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Mean claim, share of truth and size of every bin of equal width: each ``[BINS]``, nan where a bin is empty."""
    place = np.minimum((claimed * BINS).astype(np.int64), BINS - 1)
    size = np.bincount(place, minlength=BINS)
    return (
        ratio(np.bincount(place, claimed, BINS), size), ratio(np.bincount(place, true, BINS), size), size,
    )  # fmt: skip


def expected_error(claimed: Floats, true: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error (Naeini et al. 2015): how far claim and truth lie apart, averaged over paragraphs."""
    mean, share, size = reliability(claimed, true)
    filled = size > 0
    return float((np.abs(mean - share)[filled] * size[filled]).sum() / max(1, size.sum()))


def precision_recall(claimed: Floats, true: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Precision and recall of dropping the k likeliest paragraphs, for every k at which the probability changes."""
    order = np.argsort(-claimed, kind="stable")
    hits = np.cumsum(true[order])
    last = np.append(np.diff(claimed[order]) != 0, True)
    rank = np.arange(1, len(order) + 1)
    return (hits / rank)[last], ratio(hits, np.full(len(hits), true.sum()))[last]


def average_precision(claimed: Floats, true: npt.NDArray[np.bool_]) -> float:
    """The area below the precision-recall curve."""
    precision, recall = precision_recall(claimed, true)
    return float((precision * np.diff(recall, prepend=0)).sum())
