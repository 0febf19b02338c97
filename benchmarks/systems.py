"""What is compared: everything that can say of pieces of a text whether they stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks import documentfilters, peers
from benchmarks.spans import Int64, Spans
from cleanpage.classifiers.vote import Vote
from cleanpage.cleaner import Cleaner, batches

#: Texts in, for each of them what stays.
Judge = Callable[[Sequence[str]], list[Spans]]

OWN = "cleanpage"
VOTE = "cleanpage (Vote)"
ORACLE = "oracle"


@dataclass(frozen=True)
class System:
    """A contender."""

    name: str
    judge: Judge


@dataclass(frozen=True)
class Pipeline:
    """cleanpage itself."""

    cleaner: Cleaner

    def __call__(self, texts: Sequence[str]) -> list[Spans]:
        """What it decides, with all probabilities."""
        found = []
        for group in batches(texts):
            judged = self.cleaner.judge(group)
            batch = judged.batch
            for d, (a, b) in enumerate(pairwise(batch.first.tolist())):
                base, rows = batch.doc_start[d], slice(a, b)
                found.append(
                    Spans(
                        batch.start[rows] - base, batch.end[rows] - base, judged.kept[rows],
                        judged.label[rows], judged.probability[rows],
                    )
                )  # fmt: skip
        return found


def raw(texts: Sequence[str]) -> list[Spans]:
    """Keeps everything."""
    return [Spans.whole(text, kept=True) for text in texts]


def own() -> list[System]:
    """cleanpage with the classifier that it ships with, and with ``Vote``."""
    default = Cleaner()
    mine = [System(OWN, Pipeline(default))] if not isinstance(default.classifier, Vote) else []
    return [*mine, System(VOTE, Pipeline(Cleaner(classifier=Vote())))]


def contenders() -> tuple[list[System], list[str]]:
    """All systems that can run here, and for every other one why it can't."""
    found = [*own(), System("C4 line rules", peers.c4), System("RefinedWeb line rules", peers.refinedweb)]
    skipped = [] if found[0].name == OWN else ["the learned model: the default classifier is Vote"]
    optional: list[tuple[str, Callable[[], Judge]]] = [
        ("jusText (lines as HTML)", peers.justext),
        ("trafilatura (lines as HTML)", peers.trafilatura),
        *((name, maker) for name, maker in documentfilters.FILTERS.items()),
    ]
    for name, maker in optional:
        try:
            found.append(System(name, maker()))
        except ImportError as error:
            skipped.append(f"{name}: {error}")
    return [*found, System("raw", raw)], skipped


def pieces(texts: Sequence[str]) -> list[tuple[Int64, Int64]]:
    """Starts and ends of the paragraphs that cleanpage sees: what an oracle may keep or drop."""
    return [(spans.start, spans.end) for spans in Pipeline(Cleaner(heuristics=(), classifier=Vote()))(texts)]
