"""The learned classifier: reads every paragraph in its sequence with a small dilated convolution, in numpy alone.

Weights are multiples of 1/128 and activations multiples of 1/16, none of more than seven bits, so every sum that a matrix
product makes is exact in float32: the outcome does not depend on the batch, the machine or the number of threads.
Dilated convolutions over a sequence: Yu and Koltun 2016, Strubell et al. 2017; rounding while training: Jacob et al. 2018.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from cleanpage.classifiers import inputs
from cleanpage.classifiers.vote import softmax
from cleanpage.classifiers.weights import MODEL, WORD_STEP, Layer, load
from cleanpage.columns import Batch
from cleanpage.document import LABELS, Evidence, Label
from cleanpage.evidence import COLUMN, Hits
from cleanpage.features import shape
from cleanpage.heuristics import HEURISTICS
from cleanpage.registry import matches

Float32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

#: How far the layers look to both sides, in paragraphs: together 31.
DILATIONS: Final = (1, 2, 4, 8, 16)
#: In training a good line lost cost this many leaks; probabilities undo it, thresholds put it back.
PRICE: Final = 2.5
#: On sites it has not seen the network is surer than it should be (temperature: Guo et al. 2017). Chosen on the fixtures.
TEMPERATURE: Final = 1.25
#: A paragraph is called boilerplate if that is at least this probable: a lost paragraph is worse than a leak.
THRESHOLD: Final = 0.78
#: Sentences that no rule accuses in earnest need more: an article about a thing uses its words.
CAREFUL: Final = 0.91
#: A line that is no prose and that a rule accuses in earnest needs less.
ACCUSED: Final = 0.45
#: What one rule must say for a label, in log odds, to accuse in earnest: a strong phrase does.
ACCUSATION: Final = 2.5
#: Rows of a strip of the network's input that are multiplied at once.
STRIP: Final = 16
#: Against a user's rule the model is never surer than this of what a paragraph is not.
SUREST: Final = 1e-3
#: An explanation names a part of the input if without it the log odds of the label change by this much.
LEAST_CHANGE: Final = 0.5


@dataclass(frozen=True)
class SequenceModel:
    """The learned sequence model.

    Attributes:
        threshold: probability of being boilerplate from which a paragraph is called so.
        careful: the same for paragraphs that read as prose and that no rule accuses in earnest.
        path: where the weights are.
    """

    threshold: float = THRESHOLD
    careful: float = CAREFUL
    path: Path = field(default=MODEL)

    def __call__(self, batch: Batch, hits: Hits) -> tuple[Float32, npt.NDArray[np.int8]]:
        """Judge every paragraph: probabilities float32 ``[P, 14]`` and labels int8 ``[P]``."""
        known, new = _split(hits)
        probability = _updated(_probabilities(self._run(batch, self._rows(batch, known))), new.sums(len(batch)))
        accused = hits.strongest(len(batch))[:, 2:].max(axis=1, initial=0) >= ACCUSATION
        prose = shape(batch).prose
        needed = np.where(prose & ~accused, self.careful, np.where(accused & ~prose, ACCUSED, self.threshold))
        drop = probability[:, 2:].sum(axis=1) >= needed
        label = np.where(drop, probability[:, 2:].argmax(axis=1) + 2, probability[:, :2].argmax(axis=1)).astype(np.int8)
        kept = hits.kept(len(batch))
        probability[kept] = np.eye(len(LABELS))[COLUMN[Label.CONTENT]]
        label[kept] = COLUMN[Label.CONTENT]
        return probability.astype(np.float32), label

    def explain(self, batch: Batch, hits: Hits) -> list[tuple[Evidence, ...]]:
        """What the model itself adds to the evidence of every paragraph.

        Each part of what it reads, and how much less probable the label would be without it, in log odds.
        """
        known, _ = _split(hits)
        rows = self._rows(batch, known)
        label = self(batch, hits)[1]
        at = np.arange(len(batch))
        whole = _log_odds(_probabilities(self._run(batch, rows)))[at, label]
        found: list[list[Evidence]] = [[] for _ in at]
        for name, columns in self._groups(batch, rows.shape[1]).items():
            muted = rows.copy()
            muted[:, columns] = 0
            change = whole - _log_odds(_probabilities(self._run(batch, muted)))[at, label]
            for row in np.flatnonzero(np.abs(change) >= LEAST_CHANGE):
                named = LABELS[label[row]]
                note = f"{name}: {'for' if change[row] > 0 else 'against'} {named}"
                found[row].append(Evidence("model." + name.replace(" ", "_"), named, round(float(change[row]), 2), None, note))
        return [tuple(one) for one in found]

    def _groups(self, batch: Batch, width: int) -> dict[str, slice]:
        """Columns of every part of a row."""
        _, slices = inputs.dense(batch)
        last = max(columns.stop for columns in slices.values())
        rules = last + inputs.EVIDENCE
        return {**slices, "what the rules say": slice(last, rules), "its words": slice(rules, width)}

    def _rows(self, batch: Batch, hits: Hits) -> Float32:
        """float32 ``[P, inputs]``: everything that the network reads of every paragraph."""
        return np.hstack([inputs.dense(batch)[0], inputs.evidence(batch, hits), self._words(batch)])

    def _words(self, batch: Batch) -> Float32:
        """float32 ``[P, 64]``: the mean and the maximum of what a paragraph's known n-grams say, rounded."""
        weights = load(self.path)
        hashes, paragraph = inputs.ngrams(batch)
        found = weights.table.find(hashes)
        known = np.flatnonzero(found >= 0)
        paragraph, found = paragraph[known], found[known]
        order = np.argsort(paragraph, kind="stable")
        paragraph, found = paragraph[order], found[order]
        width = weights.words.shape[1]
        said = np.zeros((len(batch), 2 * width), np.float32)
        if len(found):
            edges = np.flatnonzero(np.append(True, paragraph[1:] != paragraph[:-1]))
            counts = np.diff(np.append(edges, len(found))).astype(np.float32)
            # whole numbers of one byte: several times as fast as their float32 values
            vectors = weights.words.take(found, axis=0)
            said[paragraph[edges], :width] = np.add.reduceat(vectors, edges, axis=0, dtype=np.int16) / counts[:, None]
            said[paragraph[edges], width:] = np.maximum.reduceat(vectors, edges, axis=0)
        return inputs.rounded(said * np.float32(WORD_STEP))

    def _run(self, batch: Batch, rows: Float32) -> Floats:
        """The network over all documents, laid out one after the other with space between them."""
        weights = load(self.path)
        gap = DILATIONS[-1]
        at = np.arange(len(batch)) + gap * (batch.doc + 1)
        total = len(batch) + gap * (len(batch.texts) + 1)
        total += -total % STRIP
        silent = np.ones(total, bool)
        silent[at] = False
        laid = np.zeros((total, rows.shape[1]), np.float32)
        laid[at] = rows * np.float32(1 / inputs.STEP)
        hidden = _settled(_relu(laid, weights.layers[0]), silent)
        width = hidden.shape[1]
        near = np.zeros((total, 3 * width), np.float32)
        for reach, layer in zip(DILATIONS, weights.layers[1:-1], strict=True):
            near[:reach, :width] = 0
            near[reach:, :width] = hidden[:-reach]
            near[:, width : 2 * width] = hidden
            near[:-reach, 2 * width :] = hidden[reach:]
            near[-reach:, 2 * width :] = 0
            further = _relu(near, layer)
            further += hidden
            hidden = _settled(further, silent)
        weight, bias = weights.layers[-1]
        return (_product(hidden, weight)[at] * np.float32(inputs.STEP) + bias).astype(np.float64)


def _split(hits: Hits) -> tuple[Hits, Hits]:
    """Hits of the rules that the model was trained with, and of those it has never seen: a user's.

    Cue words are neither: the model reads the words themselves.
    """
    seen, cues = _known(hits.names)
    return hits.of(seen & ~cues), hits.of(~seen)


@cache
def _known(names: tuple[str, ...]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """bool ``[names]``: which rules are shipped, and which of them are cues."""
    shipped = {heuristic.name for heuristic in HEURISTICS}
    return np.array([name in shipped for name in names], bool), np.array([matches(name, "cues") for name in names], bool)


def _updated(probability: Floats, weights: Floats) -> Floats:
    """Probabilities in the light of further evidence: a weight is natural-log odds, so Bayes' rule adds it up."""
    if not weights.any():
        return probability
    spoken = np.flatnonzero(weights.any(axis=1))
    probability[spoken] = softmax(np.log(np.maximum(probability[spoken], SUREST)) + weights[spoken])
    return probability


def _log_odds(probability: Floats) -> Floats:
    clipped = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped / (1 - clipped)))


def _product(values: Float32, weight: Float32) -> Float32:
    """The matrix product, strip by strip: so small a one BLAS does not spread over other cores, which costs more than it brings.

    Whoever has more cores gives them to ``Cleaner.clean_many`` in more processes.
    """
    return np.asarray((values.reshape(-1, STRIP, values.shape[1]) @ weight).reshape(len(values), -1))


def _relu(values: Float32, layer: Layer) -> Float32:
    """What a layer makes of whole numbers of steps, in steps."""
    weight, bias = layer
    result = _product(values, weight)
    result += bias * np.float32(1 / inputs.STEP)
    return np.maximum(result, 0, out=result)


def _settled(values: Float32, silent: npt.NDArray[np.bool_]) -> Float32:
    """Activations as the next layer reads them, in place: whole numbers of steps, and nothing between documents."""
    np.minimum(values, inputs.LIMIT / inputs.STEP, out=values)
    np.rint(values, out=values)
    values[silent] = 0
    return values


def _probabilities(scores: Floats) -> Floats:
    """float64 ``[P, 14]``: boilerplate or not, times the label among its kind."""
    scores = scores / TEMPERATURE
    junk = 1 / (1 + np.exp(-scores[:, :1]) / PRICE)
    return np.hstack([(1 - junk) * softmax(scores[:, 1:3]), junk * softmax(scores[:, 3:])])
