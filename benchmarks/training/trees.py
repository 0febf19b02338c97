"""Grow the boosted trees of the model with CatBoost, and hand them over as ``classifiers.trees`` runs them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.training.prepared import EVIDENCE_LEFT_OUT, Prepared
from cleanpage.classifiers.trees import NOTHING, REACH, Trees
from cleanpage.classifiers.weights import LEAF_STEP

#: Trees, questions a tree, and how far each tree goes.
COUNT, DEPTH, RATE = 400, 6, 0.15
#: Rows that are grown from: memory allows no more, and more bring little.
MOST_ROWS = 900_000
#: In the row of a paragraph its own numbers come first, then those of its neighbours.
OFFSETS = (0, *(offset for offset in range(-REACH, REACH + 1) if offset))
#: A question that nothing answers with yes.
NEVER = 127


def rows(prepared: Prepared, *, silent: bool = False) -> np.ndarray:
    """int8 ``[P, 5 F]``: what is known of every paragraph and its neighbours; ``silent`` without any evidence."""
    evidence = np.zeros_like(prepared.evidence) if silent else prepared.evidence
    numbers = np.vstack([prepared.dense, evidence])
    beyond = np.full((len(numbers), REACH), NOTHING, np.int8)
    laid = np.hstack([beyond, numbers, beyond])
    length = numbers.shape[1]
    return np.vstack([laid[:, REACH + offset : REACH + offset + length] for offset in OFFSETS]).T


def grow(train: Sequence[Prepared], price: float, threads: int) -> Trees:
    """Trees that tell boilerplate from text; a good line lost costs ``price`` leaks."""
    from catboost import CatBoostClassifier

    known = sum(int((p.keep >= 0).sum()) for p in train)
    rng = np.random.default_rng(0)
    parts, gone, weight = [], [], []
    for p in train:
        if rng.random() * known > MOST_ROWS:
            continue
        clear = p.keep >= 0
        parts.append(rows(p, silent=rng.random() < EVIDENCE_LEFT_OUT)[clear])
        gone.append(p.keep[clear] == 0)
        weight.append(p.weight[clear] * np.where(p.keep[clear] == 1, price, 1.0))
    model = CatBoostClassifier(
        iterations=COUNT, depth=DEPTH, learning_rate=RATE, border_count=64, rsm=0.25, subsample=0.6, l2_leaf_reg=3,
        bootstrap_type="Bernoulli", boosting_type="Plain", boost_from_average=False, random_seed=0,
        thread_count=threads, verbose=100, allow_writing_files=False,
    )  # fmt: skip
    model.fit(np.vstack(parts).astype(np.float32), np.concatenate(gone), sample_weight=np.concatenate(weight))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "trees.json")
        model.save_model(str(path), format="json")
        return _translated(json.loads(path.read_text(encoding="utf-8")), parts[0].shape[1] // len(OFFSETS))


def _translated(model: dict[str, list[dict[str, list[object]]]], inputs: int) -> Trees:
    """CatBoost's trees; its first question is the lowest bit of a leaf's number."""
    trees = model["oblivious_trees"]
    column, offset = np.zeros((len(trees), DEPTH), np.int16), np.zeros((len(trees), DEPTH), np.int8)
    threshold = np.full((len(trees), DEPTH), NEVER, np.int8)
    leaf = np.zeros((len(trees), 2**DEPTH), np.int16)
    for row, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"] or []):
            feature, border = int(split["float_feature_index"]), float(split["border"])  # type: ignore[index]
            at = DEPTH - 1 - level
            column[row, at], offset[row, at] = feature % inputs, OFFSETS[feature // inputs]
            threshold[row, at] = np.floor(border)
        values = np.rint(np.array(tree["leaf_values"], float) / LEAF_STEP)
        leaf[row, : len(values)] = np.clip(values, -32767, 32767)
    return Trees(column, offset, threshold, leaf)


def score(trees: Trees, prepared: Prepared) -> np.ndarray:
    """float64 ``[P]``: what the trees say of a document, in log odds."""
    beyond = np.full((len(prepared.dense) + len(prepared.evidence), REACH), NOTHING, np.int8)
    return trees.score(np.hstack([beyond, np.vstack([prepared.dense, prepared.evidence]), beyond])) * LEAF_STEP
