"""The learned model's file: checked when it is read, and its absence leaves Vote working."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cleanpage import Cleaner
from cleanpage.classifiers.sequence import SequenceModel
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
