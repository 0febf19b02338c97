"""The learned classifier: a small dilated convolution over the sequence and boosted trees, in numpy alone.

The network knows words and far neighbours and names the label; the trees know best how counts and signs go together. Both
say how probable boilerplate is, and the weights' file says what the opinion of each is worth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from cleanpage.classifiers import inputs, network
from cleanpage.classifiers.network import DILATIONS, STRIP
from cleanpage.classifiers.trees import NOTHING, REACH
from cleanpage.classifiers.vote import softmax
from cleanpage.classifiers.weights import LEAF_STEP, MODEL, WORD_STEP, Weights, load
from cleanpage.columns import Batch
from cleanpage.document import LABELS, Evidence, Label
from cleanpage.evidence import COLUMN, Hits
from cleanpage.features import shape
from cleanpage.heuristics import HEURISTICS
from cleanpage.registry import matches

Int8 = npt.NDArray[np.int8]
Float32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

#: A paragraph is called boilerplate if that is at least this probable: a lost paragraph is worse than a leak.
THRESHOLD: Final = 0.52
#: Sentences that no rule accuses in earnest need more: an article about a thing uses its words.
CAREFUL: Final = 0.62
#: A line that is no prose and that a rule accuses in earnest needs far less: the rule has seen what the model has not.
ACCUSED: Final = 0.12
#: A piece of a flattened line may have a button at its head and the author's sentence behind it.
FLAT: Final = 0.7
#: Of so many characters much is lost at once: a page that came as one line, a speech.
LONG_CHARS: Final = 1000
LONG: Final = 0.9
#: What one rule must say for a label, in log odds, to accuse in earnest: a strong phrase does.
ACCUSATION: Final = 2.5
#: A document has one headline: what would be a second one, and less likely, is a section or a date sooner than others.
SECOND_TITLE: Final = 0.3
#: A paragraph that no rule accuses goes only if one label of boilerplate is at least this probable.
LIKELY: Final = 0.2
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
        known, new = apart(hits)
        probability = _updated(self._read(batch, known).probabilities(), new.sums(len(batch)))
        junk, accusers = probability[:, 2:], hits.strongest(len(batch))[:, 2:]
        needed = np.where(_second_titles(batch, probability), SECOND_TITLE, self._needed(batch, accusers))
        drop = junk.sum(axis=1) >= needed
        # nothing in particular, and no rule accuses: strange lines of the author's look like that
        drop &= (junk.max(axis=1) >= LIKELY) | (accusers.max(axis=1) >= ACCUSATION)
        # what the model alone would have kept is called what the rule calls it
        named = np.where(junk.sum(axis=1) < self.threshold, accusers.argmax(axis=1), junk.argmax(axis=1)) + 2
        label = np.where(drop, named, probability[:, :2].argmax(axis=1)).astype(np.int8)
        kept = hits.kept(len(batch))
        probability[kept] = np.eye(len(LABELS))[COLUMN[Label.CONTENT]]
        label[kept] = COLUMN[Label.CONTENT]
        return probability.astype(np.float32), label

    def _needed(self, batch: Batch, accusers: Floats) -> Floats:
        """float64 ``[P]``: how probable boilerplate has to be for a paragraph to be called so."""
        accused = accusers.max(axis=1, initial=0) >= ACCUSATION
        prose = shape(batch).prose
        needed = np.where(prose & ~accused, self.careful, np.where(accused & ~prose, ACCUSED, self.threshold))
        needed = np.where(batch.flat, np.maximum(needed, FLAT), needed)
        return np.where(batch.length >= LONG_CHARS, np.maximum(needed, LONG), needed)

    def explain(self, batch: Batch, hits: Hits) -> list[tuple[Evidence, ...]]:
        """What the model itself adds to the evidence of every paragraph.

        Each part of what it reads, and how much less probable the label would be without it, in log odds.
        """
        known, _ = apart(hits)
        whole = self._read(batch, known)
        label = self(batch, hits)[1]
        at = np.arange(len(batch))
        odds = _log_odds(whole.probabilities())[at, label]
        found: list[list[Evidence]] = [[] for _ in at]
        for name, muted in whole.muted():
            change = odds - _log_odds(muted.probabilities())[at, label]
            for row in np.flatnonzero(np.abs(change) >= LEAST_CHANGE):
                named = LABELS[label[row]]
                note = f"{name}: {'for' if change[row] > 0 else 'against'} {named}"
                found[row].append(Evidence("model." + name.replace(" ", "_"), named, round(float(change[row]), 2), None, note))
        return [tuple(one) for one in found]

    def _read(self, batch: Batch, hits: Hits) -> Reading:
        """Everything that the model reads of a batch."""
        weights = load(self.path)
        numbers, groups = inputs.dense(batch)
        numbers = np.vstack([numbers, inputs.evidence(batch, hits)])
        groups = {**groups, "what the rules say": slice(len(numbers) - inputs.EVIDENCE, len(numbers))}
        return Reading(weights, Layout(batch), numbers, _words(weights, batch), groups)


class Layout:
    """Documents one after the other with space between them, so that neighbours can be reached by shifting.

    Attributes:
        at: int64 ``[P]``, where every paragraph lies.
        silent: bool ``[N]``, where none lies; N is a multiple of ``STRIP``.
    """

    def __init__(self, batch: Batch) -> None:
        """Lay out the paragraphs of a batch."""
        gap = DILATIONS[-1]
        self.at = np.arange(len(batch)) + gap * (batch.doc + 1)
        total = len(batch) + gap * (len(batch.texts) + 1)
        self.silent = np.ones(total + -total % STRIP, bool)
        self.silent[self.at] = False


@dataclass(frozen=True)
class Reading:
    """What the model reads of a batch, and what it makes of it.

    Attributes:
        weights: what was learned.
        layout: where the paragraphs lie.
        numbers: int8 ``[F, P]``, in steps.
        words: int8 ``[P, 64]``, in steps: the mean and the maximum of what the n-grams say.
        groups: the rows of ``numbers`` that belong together, in words.
    """

    weights: Weights
    layout: Layout
    numbers: Int8
    words: Int8
    groups: dict[str, slice]

    def muted(self) -> Iterator[tuple[str, Reading]]:
        """The same without one part of it, for each part."""
        for name, rows in self.groups.items():
            numbers = self.numbers.copy()
            numbers[rows] = 0
            yield name, replace(self, numbers=numbers)
        yield "its words", replace(self, words=np.zeros_like(self.words))

    def probabilities(self) -> Floats:
        """float64 ``[P, 14]``: boilerplate or not, times the label among its kind."""
        laid = np.full((len(self.numbers), len(self.layout.silent)), NOTHING, np.int8)
        laid[:, self.layout.at] = self.numbers
        worth, trees, bias, temperature = self.weights.calibration
        scores = network.run(laid, self.words, self.layout.silent, self.weights.layers)[self.layout.at]
        odds = worth * scores[:, 0] + trees * self._trees(laid) + bias
        junk = 1 / (1 + np.exp(-odds))[:, None]
        scores = scores / temperature
        return np.hstack([(1 - junk) * softmax(scores[:, 1:3]), junk * softmax(scores[:, 3:])])

    def _trees(self, laid: Int8) -> Floats:
        """float64 ``[P]``: what the trees say."""
        return self.weights.trees.score(laid)[self.layout.at - REACH] * LEAF_STEP


def _words(weights: Weights, batch: Batch) -> Int8:
    """int8 ``[P, 64]``: the mean and the maximum of what a paragraph's known n-grams say, in steps."""
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
    return inputs.steps(said * np.float32(WORD_STEP))


def _second_titles(batch: Batch, probability: Floats) -> npt.NDArray[np.bool_]:
    """bool ``[P]``: would be called a title if they stayed, and another line of the document more probably so."""
    title = np.where(probability[:, 0] > probability[:, 1], probability[:, 0], 0)
    best = np.zeros(len(batch.texts))
    np.maximum.at(best, batch.doc, title)
    return (title > 0) & (title < best[batch.doc])


def apart(hits: Hits) -> tuple[Hits, Hits]:
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
