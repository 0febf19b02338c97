"""The labels in benchmarks/labels: as many as there are lines, all of them known; single lines come once."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.training import labels, written
from cleanpage.document import LABELS

FILES = sorted(labels.FOLDER.glob("*.jsonl"))
SINGLES = sorted((written.BLOCKS / "lines").glob("*.tsv"))


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


@pytest.mark.parametrize("path", SINGLES, ids=[path.stem for path in SINGLES])
def test_single_lines_have_a_known_label_and_come_once(path: Path) -> None:
    lines = list(written.singles(path.stem))
    assert {line.label for line in lines} <= set(map(str, LABELS))
    assert len({line.text for line in lines}) == len(lines) >= 200
    groups = written.together(lines, random.Random(0))  # noqa: S311 - no secret
    assert sorted(line.text for group in groups for line in group) == sorted(line.text for line in lines)
    assert all(len({line.label for line in group}) == 1 for group in groups)
