"""The readable classifier: it adds up the evidence for each label, and lets neighbours and runs speak. No model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cleanpage.columns import Batch
from cleanpage.document import LABELS, Label
from cleanpage.evidence import COLUMN, Hits

Floats = npt.NDArray[np.float64]

#: Log odds of each label before anything is said: content unless something speaks against it.
PRIOR = {
    Label.TITLE: -0.1, Label.CONTENT: 0.3, Label.PAYWALL: 0.4, Label.NEWSLETTER: 0.4, Label.AUTHOR_BIO: 0.3,
    Label.RELATED: 0.4, Label.SPAM: 0.1, Label.AD: 0.0, Label.NAVIGATION: -0.6, Label.LEGAL: -0.2, Label.COMMENT: -0.1,
    Label.CAPTION: -0.2, Label.METADATA: -0.1, Label.REFERENCES: -0.4,
}  # fmt: skip

#: How much of a rule's weight counts, where that is not the whole: fitted by logistic regression on labelled pages and on
#: articles with blocks put into them, then rounded. Rules that often speak together count less. ``author``, ``credit``,
#: navigation phrases, ``place.menu``, ``place.between``, ``place.head`` and ``shape.short`` were then set by hand, by what the
#: fixtures lost and kept.
TRUST = {
    "author.bio": 1.6, "author.line": 1.2, "cohesion.kin": 0.9, "cohesion.stranger": 0.5, "contact.mail": 1.6,
    "contact.picture": 1.2, "credit.behind": 1.5, "credit.byline": 1.5, "credit.copyright": 1.5, "credit.picture": 1.5,
    "credit.post": 1.3, "cues.author_bio": 1.2, "cues.metadata": 0.6, "cues.newsletter": 1.2, "cues.paywall": 1.2,
    "cues.spam": 1.5, "phrases.ad": 1.7, "phrases.author_bio": 1.8, "phrases.caption": 2.0, "phrases.comment": 1.9,
    "phrases.legal": 1.8, "phrases.metadata": 1.4, "phrases.navigation": 1.3, "phrases.newsletter": 2.1, "phrases.paywall": 1.4,
    "phrases.references": 1.7, "phrases.related": 1.4, "phrases.spam": 2.0, "place.between": 0.5, "place.head": 1.3,
    "place.headline_run": 0.6, "place.menu": 1.5, "place.near": 0.4, "place.no_prose": 1.3, "place.opening": 2.7,
    "place.run": 1.2, "place.tail": 0.7, "place.tail_headline": 0.5, "references.citation": 1.2, "repeats.line": 0.7,
    "shape.code": 0.8, "shape.cut_off": 0.8, "shape.lead_in": 1.5, "shape.open": 0.6, "shape.prose": 1.2, "shape.quote": 1.2,
    "shape.scrap": 0.2, "shape.sentence": 1.4, "shape.separators": 0.8, "shape.short": 1.0,
}  # fmt: skip


_GOOD = np.array([label in (Label.TITLE, Label.CONTENT) for label in LABELS])


@dataclass(frozen=True)
class Vote:
    """Adds evidence.

    Attributes:
        neighbours: how much of what is said of the lines next to a paragraph is said of it too.
        cap: the most that may be said for one label, unless one rule alone says more.
        temperature: divides the sums before they become probabilities.
        threshold: a paragraph is boilerplate if its likeliest label, against title and content, is at least this probable.
    """

    neighbours: float = 1.0
    cap: float = 6.0
    temperature: float = 1.0
    threshold: float = 0.62

    def __call__(self, batch: Batch, hits: Hits) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int8]]:
        """Judge every paragraph: probabilities float32 ``[P, 14]`` and labels int8 ``[P]``."""
        # many weak signs are capped, a single one that a user made stronger counts in full
        trust = np.array([TRUST.get(name, 1.0) for name in hits.names])
        hits = replace(hits, weight=hits.weight * trust[hits.rule])
        scores = np.clip(hits.sums(len(batch)), -self.cap, np.maximum(hits.strongest(len(batch)), self.cap))
        scores += np.array([PRIOR[label] for label in LABELS])
        scores += self.neighbours * self._around(batch, scores)
        probability = softmax(scores / self.temperature)
        title_or_content = probability[:, _GOOD]
        likeliest = np.where(_GOOD, 0.0, probability)
        # one label has to beat the text itself: twelve improbable ones together do not
        junk = likeliest.max(axis=1) >= self.threshold * (likeliest.max(axis=1) + title_or_content.sum(axis=1))
        label = np.where(junk, likeliest.argmax(axis=1), probability[:, _GOOD].argmax(axis=1)).astype(np.int8)
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
        return around


def softmax(scores: Floats) -> Floats:
    """Probabilities of each row of scores."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
