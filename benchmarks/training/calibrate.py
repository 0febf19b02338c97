"""What the opinions of the network and of the trees are worth: fitted on sites that neither has seen, and reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.training.prepared import Prepared

#: Kinds of held-out documents that calibration is fitted on, all of them worth the same.
FITTED = ("labelled", "labelled, thinned", "blocks")
#: Temperatures that are tried for the labels' scores.
TEMPERATURES = np.arange(0.7, 2.51, 0.05)
#: Shares of the text's own lines at whose loss recall is reported.
LOST = (0.003, 0.01, 0.03)


@dataclass(frozen=True)
class Opinion:
    """What is said of one held-out document.

    Attributes:
        prepared: the document.
        network: float64 ``[P, 15]``, the network's scores.
        trees: float64 ``[P]``, the trees' log odds.
    """

    prepared: Prepared
    network: np.ndarray
    trees: np.ndarray


def fit(opinions: Sequence[Opinion]) -> tuple[float, float, float, float]:
    """Factors of network and trees, what is added (logistic regression), and the temperature of the labels' scores."""
    parts = [_of_kind(opinions, kind) for kind in FITTED]
    inputs, gone = np.vstack([x for x, _ in parts]), np.concatenate([y for _, y in parts])
    weight = np.concatenate([np.full(len(y), 1 / max(len(y), 1)) for _, y in parts])
    factors = _logistic(inputs, gone, weight)
    known = [o for o in opinions if o.prepared.example.source in FITTED]
    junk = [o.prepared.label >= 2 for o in known]
    scores = np.vstack([o.network[rows, 3:] for o, rows in zip(known, junk, strict=True)])
    label = np.concatenate([o.prepared.label[rows] - 2 for o, rows in zip(known, junk, strict=True)])
    temperature = min(TEMPERATURES, key=lambda t: _cross_entropy(scores / t, label))
    return float(factors[0]), float(factors[1]), float(factors[2]), round(float(temperature), 2)


def _of_kind(opinions: Sequence[Opinion], kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Network, trees and 1 for every paragraph of a kind of documents, and whether it goes."""
    mine = [o for o in opinions if o.prepared.example.source == kind]
    clear = [o.prepared.keep >= 0 for o in mine]
    columns = [np.stack([o.network[:, 0], o.trees, np.ones(len(o.trees))], axis=1)[c] for o, c in zip(mine, clear, strict=True)]
    return np.vstack(columns), np.concatenate([o.prepared.keep[c] == 0 for o, c in zip(mine, clear, strict=True)])


def _logistic(inputs: np.ndarray, gone: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's method."""
    factors = np.array([0.5, 0.5, 0.0])
    for _ in range(30):
        probability = 1 / (1 + np.exp(-inputs @ factors))
        slope = inputs.T @ (weight * (probability - gone))
        curve = (inputs * (weight * probability * (1 - probability))[:, None]).T @ inputs + 1e-6 * np.eye(3)
        factors -= np.linalg.solve(curve, slope)
    return factors


def _cross_entropy(scores: np.ndarray, label: np.ndarray) -> float:
    scores = scores - scores.max(axis=1, keepdims=True)
    return float((np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(label)), label]).mean())


def report(opinions: Sequence[Opinion], calibration: tuple[float, float, float, float]) -> None:
    """Print by kind of document how well network, trees and both tell boilerplate from text, and name the labels."""
    print("calibration", calibration)
    by: dict[str, list[Opinion]] = defaultdict(list)
    for opinion in opinions:
        by[opinion.prepared.example.source].append(opinion)
    for kind in sorted(by):
        inputs, gone = _of_kind(by[kind], kind)
        label = np.concatenate([o.prepared.label for o in by[kind]])
        junk = label >= 2
        named = np.concatenate([o.network[:, 3:].argmax(axis=1) for o in by[kind]])[junk] + 2
        right = float((named == label[junk]).mean()) if junk.any() else float("nan")
        if not 0 < gone.sum() < len(gone):
            continue
        both = inputs @ np.array(calibration[:3])
        for name, scores in (("network", inputs[:, 0]), ("trees", inputs[:, 1]), ("both", both)):
            precision, recalls = _ranked(scores, gone)
            print(f"  {kind:22s} {name:8s} average precision {precision:.3f}, recall where {LOST} of the text is lost: {recalls}")
        print(f"  {kind:22s} named {right:.3f}, calibration error {_calibration_error(both, gone):.3f}", flush=True)


def _ranked(scores: np.ndarray, gone: np.ndarray) -> tuple[float, str]:
    """Average precision, and recall at some shares of good lines lost."""
    order = np.argsort(-scores, kind="stable")
    right, wrong = np.cumsum(gone[order]), np.cumsum(~gone[order])
    recall = right / right[-1]
    precision = float((np.diff(np.append(0, recall)) * right / (right + wrong)).sum())
    at = [min(int(np.searchsorted(wrong, share * wrong[-1], side="right")), len(recall) - 1) for share in LOST]
    return precision, " ".join(f"{recall[k]:.3f}" for k in at)


def _calibration_error(odds: np.ndarray, gone: np.ndarray) -> float:
    """Expected calibration error of keep/drop in ten bins of confidence (Naeini et al. 2015)."""
    drop = 1 / (1 + np.exp(-odds))
    sure, right = np.maximum(drop, 1 - drop), (drop >= 0.5) == gone
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any()]
    return float(np.sum(gaps))
