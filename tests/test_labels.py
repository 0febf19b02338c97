"""The labels in benchmarks/labels: as many as there are lines, all of them known, runs that come back as they went."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.training import labels
from cleanpage.document import LABELS

FILES = sorted(labels.FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_line_has_a_known_label(path: Path) -> None:
    assert list(labels.check(path)) == []


def test_there_are_labels() -> None:
    assert len(FILES) >= 5


def test_no_page_is_labelled_twice_in_one_view() -> None:
    keys = [(entry["source"], entry["page"], entry["view"]) for path in FILES for entry in labels.entries(path)]
    assert len(keys) == len(set(keys))


def test_check_finds_what_is_wrong(tmp_path: Path) -> None:
    entry = {"source": "x", "page": "1", "view": "html-text", "lines": 3, "digest": "0", "labels": "title menu"}
    (tmp_path / "x.jsonl").write_text(json.dumps(entry) + "\n", encoding="utf-8")
    assert len(list(labels.check(tmp_path / "x.jsonl"))) == 2


@given(st.lists(st.sampled_from([*map(str, LABELS), "?"])))
def test_runs_expand_to_what_they_were(names: list[str]) -> None:
    assert labels.expand(labels.compress(names)) == names
