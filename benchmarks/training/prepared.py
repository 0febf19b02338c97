"""Examples in numbers: what the model reads of them, and what it is to say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.training import gold
from benchmarks.training.examples import UNKNOWN, Example
from cleanpage import chars, language, repeats
from cleanpage.classifiers import inputs
from cleanpage.classifiers.sequence import ACCUSATION, apart
from cleanpage.cleaner import Cleaner
from cleanpage.columns import Batch

#: The share of documents whose evidence is left out in training, so that the model does not lean on it.
EVIDENCE_LEFT_OUT = 0.12


@dataclass
class Prepared:
    """An example in numbers.

    Attributes:
        dense, evidence: int8 ``[…, P]``, in steps, as ``classifiers.inputs`` makes them.
        grams, paragraph: hashes of n-grams, and the paragraphs they stand in.
        label, keep: int64 ``[P]``, as in the example.
        weight: float64 ``[P]``, how much a paragraph counts.
        lines: uint64 ``[P]``, a hash of each paragraph's words.
        example: where all this comes from.
    """

    dense: np.ndarray
    evidence: np.ndarray
    grams: np.ndarray
    paragraph: np.ndarray
    label: np.ndarray
    keep: np.ndarray
    weight: np.ndarray
    lines: np.ndarray
    example: Example


def prepare(example: Example, cleaner: Cleaner) -> Prepared:
    """Inputs and targets of one example."""
    batch = Batch([example.text])
    batch.lang = language.detect(batch)
    hits, _ = apart(cleaner._hits(batch))  # noqa: SLF001 - training reads what the product reads
    dense, _ = inputs.dense(batch)
    grams, paragraph = inputs.ngrams(batch)
    keep, label = np.array(example.keep), np.array(example.label)
    accused = hits.strongest(len(batch))[:, 2:].max(axis=1) >= ACCUSATION
    # gold text made by tools and models leaks what a strong phrase knows: no reader confirmed these lines
    keep[(label == UNKNOWN) & (keep == gold.KEEP) & accused] = UNKNOWN
    size = np.clip(np.sqrt(batch.length / 60), 0.5, 3)
    weight = example.weight * size / np.sqrt(len(batch))
    return Prepared(
        dense,
        inputs.evidence(batch, hits),
        grams,
        paragraph,
        label,
        keep,
        weight,
        repeats.line_hashes(batch),
        example,
    )


def vocabulary(prepared: list[Prepared], least: int, most: int) -> np.ndarray:
    """Hashes of the n-grams that stand in enough different paragraphs, the commonest first, sorted.

    Different, since the same blocks and articles come again and again: words of one article alone would only let the
    network recognise that article.
    """
    grams = np.concatenate([p.grams for p in prepared])
    lines = np.concatenate([p.lines[p.paragraph] for p in prepared])
    _, first = np.unique(chars.mix(grams + lines * np.uint64(0x9E3779B97F4A7C15)), return_index=True)
    keys, counts = np.unique(grams[first], return_counts=True)
    keys, counts = keys[counts >= least], counts[counts >= least]
    order = np.lexsort((keys, -counts))[:most]
    return np.sort(keys[order])
