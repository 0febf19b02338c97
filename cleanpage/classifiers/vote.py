"""The readable classifier: it adds up the evidence for each label, and lets neighbours and runs speak. No model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleanpage.columns import Batch
from cleanpage.document import LABELS, Label
from cleanpage.evidence import COLUMN, Hits

Floats = npt.NDArray[np.float64]

#: Log odds of each label before anything is said: content unless something speaks against it.
PRIOR = {Label.TITLE: -0.5, Label.CONTENT: 1.0, Label.NAVIGATION: 0.0}


@dataclass(frozen=True)
class Vote:
    """Adds evidence.

    Attributes:
        neighbours: how much of what is said of the lines next to a paragraph is said of it too.
        cap: the most that may be said for one label, unless one rule alone says more.
        temperature: divides the sums before they become probabilities.
    """

    neighbours: float = 0.25
    cap: float = 6.0
    temperature: float = 1.0

    def __call__(self, batch: Batch, hits: Hits) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int8]]:
        """Judge every paragraph: probabilities float32 ``[P, 14]`` and labels int8 ``[P]``."""
        # many weak signs are capped, a single one that a user made stronger counts in full
        scores = np.clip(hits.sums(len(batch)), -self.cap, np.maximum(hits.strongest(len(batch)), self.cap))
        scores += np.array([PRIOR.get(label, -0.5) for label in LABELS])
        scores += self.neighbours * self._around(batch, scores)
        probability = softmax(scores / self.temperature)
        label = probability.argmax(axis=1).astype(np.int8)
        kept = hits.kept(len(batch))
        probability[kept] = 0
        probability[kept, COLUMN[Label.CONTENT]] = 1
        label[kept] = COLUMN[Label.CONTENT]
        return probability.astype(np.float32), label

    def _around(self, batch: Batch, scores: Floats) -> Floats:
        """What the lines above and below are thought to be, as centred probabilities ``[P, 14]``."""
        beliefs = softmax(scores) - 1 / len(LABELS)
        beliefs[:, COLUMN[Label.TITLE]] = 0  # a headline has no other headline beside it
        around = np.zeros_like(beliefs)
        same = (batch.doc[1:] == batch.doc[:-1])[:, None]
        around[1:] += beliefs[:-1] * same
        around[:-1] += beliefs[1:] * same
        return np.asarray(around * 4.0)


def softmax(scores: Floats) -> Floats:
    """Probabilities of each row of scores."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
