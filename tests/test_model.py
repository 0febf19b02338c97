"""The learned model: its file is checked when it is read, its absence leaves Vote working, and its trees do what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cleanpage import Cleaner
from cleanpage.classifiers import weights
from cleanpage.classifiers.sequence import SequenceModel
from cleanpage.classifiers.trees import NOTHING, REACH, STRIP, Trees
from cleanpage.classifiers.vote import Vote
from cleanpage.classifiers.weights import MODEL

TEXT = "Share on Facebook\n\nThe gardener next door has told me that the roses will need a lot of water this week."


def test_missing_weights_are_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="Vote"):
        Cleaner(classifier=SequenceModel(path=tmp_path / "none.npz")).clean(TEXT)
    assert Cleaner(classifier=Vote()).clean(TEXT).paragraphs


def test_truncated_weights_are_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "cut.npz").write_bytes(MODEL.read_bytes()[:50_000])
    with pytest.raises(RuntimeError, match="cannot be read"):
        Cleaner(classifier=SequenceModel(path=tmp_path / "cut.npz")).clean(TEXT)


def test_changed_weights_are_a_clear_error(tmp_path: Path) -> None:
    with np.load(MODEL) as file:
        arrays = {name: file[name] for name in file.files}
    arrays["bias0"] = arrays["bias0"] + 1
    np.savez(tmp_path / "changed.npz", **arrays)
    with pytest.raises(RuntimeError, match="checksum"):
        Cleaner(classifier=SequenceModel(path=tmp_path / "changed.npz")).clean(TEXT)


def test_weights_without_trees_are_a_clear_error(tmp_path: Path) -> None:
    with np.load(MODEL) as file:
        arrays = {name: file[name] for name in file.files if name not in ("column", "checksum")}
    np.savez(tmp_path / "old.npz", **arrays, checksum=np.array(weights._checksum(arrays)))
    with pytest.raises(RuntimeError, match="cannot be read"):
        Cleaner(classifier=SequenceModel(path=tmp_path / "old.npz")).clean(TEXT)


@pytest.mark.parametrize("count", [1, 7, STRIP + 3])
def test_trees_answer_question_by_question(count: int) -> None:
    rng = np.random.default_rng(count)
    trees = Trees(
        rng.integers(0, 5, (4, 3)).astype(np.int16),
        rng.integers(-REACH, REACH + 1, (4, 3)).astype(np.int8),
        rng.integers(-20, 20, (4, 3)).astype(np.int8),
        rng.integers(-900, 900, (4, 8)).astype(np.int16),
    )
    laid = np.full((5, count + 2 * REACH), NOTHING, np.int8)
    laid[:, REACH:-REACH] = rng.integers(-30, 30, (5, count))
    score = trees.score(laid)
    for row in range(0, count, max(1, count // 9)):
        expected = 0
        for tree in range(4):
            leaf = 0
            for column, offset, threshold in zip(trees.column[tree], trees.offset[tree], trees.threshold[tree], strict=True):
                leaf = 2 * leaf + int(laid[column, REACH + row + int(offset)] > threshold)
            expected += int(trees.leaf[tree, leaf])
        assert score[row] == expected
