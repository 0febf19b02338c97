"""The learned model: its file is checked when it is read, its absence leaves Vote working, and its trees do what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cleanpage import Cleaner
from cleanpage.classifiers import sequence, weights
from cleanpage.classifiers.sequence import SequenceModel
from cleanpage.classifiers.trees import NOTHING, REACH, STRIP, Trees
from cleanpage.classifiers.vote import Vote
from cleanpage.classifiers.weights import MODEL
from cleanpage.columns import Batch
from cleanpage.document import LABELS, Label

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


def test_only_the_likeliest_headline_of_a_document_is_the_first() -> None:
    batch = Batch(["Sport\nThe harbour gets a crane\nIt came by sea.", "A crane"])
    probability = np.zeros((len(batch), len(LABELS)))
    probability[:, 0] = 0.4, 0.9, 0.1, 0.6
    probability[:, 1] = 0.1, 0.1, 0.9, 0.2
    assert sequence._second_titles(batch, probability).tolist() == [True, False, False, False]


def test_a_line_goes_only_if_one_label_is_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve improbable labels together do not make boilerplate; one does."""
    odd = np.full(len(LABELS), 0.6 / 12)
    odd[:2] = 0.0, 0.4
    plain = odd.copy()
    plain[2:] = 0
    plain[6] = 0.6
    for probability, label in ((odd, Label.CONTENT), (plain, LABELS[6])):
        monkeypatch.setattr(sequence.Reading, "probabilities", lambda self, p=probability: np.tile(p, (len(self.words), 1)))
        assert [p.label for p in Cleaner().clean("a line of nothing much").paragraphs] == [label]


def test_a_long_paragraph_needs_more(monkeypatch: pytest.MonkeyPatch) -> None:
    likely = np.zeros(len(LABELS))
    likely[1], likely[6] = 0.2, 0.8
    monkeypatch.setattr(sequence.Reading, "probabilities", lambda self: np.tile(likely, (len(self.words), 1)))
    labels = [p.label for p in Cleaner().clean("a line of nothing much\n" + "words " * 300).paragraphs]
    assert labels == [LABELS[6], Label.CONTENT]
