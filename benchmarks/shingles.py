"""How well one text agrees with another: the metric of scrapinghub/article-extraction-benchmark, on 4-grams or words.

For each page the shingles that two texts share, that one has too much and that it lacks are counted and divided by
their sum, so that long pages weigh no more than short ones. Precision and recall are means over pages, F1 is made of
these means, and accuracy is the share of pages whose words are all the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.scoring import Floats, ratio

SIZE = 4
Shingles = Counter[tuple[str, ...]]

_WORD = re.compile(r"\w+")
# ideographs, kana, Thai, Lao and Khmer stand without spaces: there a character is what a word is elsewhere
_ALONE = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD_OR_CHARACTER = re.compile(rf"[{_ALONE}]|[^\W{_ALONE}]+")


def words(text: str) -> list[str]:
    """The words of a text as that benchmark sees them."""
    return _WORD.findall(text)


def words_or_characters(text: str) -> list[str]:
    """The words of a text, or its characters where words have no spaces."""
    return _WORD_OR_CHARACTER.findall(text)


def shingles(tokens: Sequence[str], size: int = SIZE) -> Shingles:
    """How often every run of ``size`` tokens is there; a shorter text is one shingle."""
    runs = (tuple(tokens[i : i + size]) for i in range(max(1, len(tokens) - size + 1)))
    return Counter(run for run in runs if run)


def match(gold: Shingles, found: Shingles) -> tuple[float, float, float]:
    """Shares of shingles that are shared, too much, and missing: together one, or 0 if both texts are empty."""
    shared = (gold & found).total()
    extra, missing = found.total() - shared, gold.total() - shared
    total = shared + extra + missing
    return (shared / total, extra / total, missing / total) if total else (0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Agreement:
    """Agreement of D texts with their gold texts: each float ``[D]``; nan where a page has no say.

    A text that is empty has no precision, and a page whose gold is empty no recall.
    """

    precision: Floats
    recall: Floats
    same: Floats

    def summary(self, weights: Floats) -> dict[str, Floats]:
        """Precision, recall, F1 and accuracy, each ``[…]``, of pages counted ``weights`` ``[…, D]`` times."""
        precision, recall = _mean(self.precision, weights), _mean(self.recall, weights)
        # nothing found, or nothing right: no precision, and no agreement
        f1 = np.nan_to_num(ratio(2 * precision * recall, precision + recall))
        return {"precision": precision, "recall": recall, "f1": f1, "accuracy": _mean(self.same, weights)}


def agreement(golds: Sequence[Sequence[str]], found: Sequence[Sequence[str]], size: int = SIZE) -> Agreement:
    """How texts agree with their gold texts, both given as tokens."""
    pairs = list(zip(golds, found, strict=True))
    table = np.array([match(shingles(a, size), shingles(b, size)) for a, b in pairs]).reshape(-1, 3)
    same = np.array([float(list(a) == list(b)) for a, b in pairs])
    hit, extra, missing = table.T
    return Agreement(ratio(hit, hit + extra), ratio(hit, hit + missing), same)


def _mean(values: Floats, weights: Floats) -> Floats:
    known = ~np.isnan(values)
    return ratio(weights[..., known] @ values[known], weights[..., known].sum(axis=-1))


def best_pieces(pieces: Sequence[Sequence[str]], gold: Sequence[str]) -> list[bool]:
    """An oracle's choice: the pieces of which at least half the shingles are in the gold, each used up by its copy."""
    left: Shingles = Counter()
    for size in range(1, SIZE + 1):
        left.update(tuple(gold[i : i + size]) for i in range(len(gold) - size + 1))
    keeps = []
    for piece in pieces:
        mine = shingles(piece)
        shared = mine & left
        keeps.append(shared.total() * 2 >= mine.total() > 0)
        if keeps[-1]:
            left -= shared
    return keeps
