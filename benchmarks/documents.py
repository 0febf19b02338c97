"""Documents whose paragraphs somebody labelled: the fixtures, and files of the two forms that README.md describes."""

from __future__ import annotations

import json
import lzma
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleanpage.document import LABELS, Label

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
#: Data that is not part of the project; where it is missing, what needs it is skipped.
SHARED = Path(os.environ.get("CLEANPAGE_SHARED", ROOT.parent / "shared"))

#: bool ``[14]``: the labels that are the author's own text.
GOOD = np.array([label in (Label.TITLE, Label.CONTENT) for label in LABELS])
#: An exact copy of a line of this many characters may stay or go: who labels line by line does not say.
COPY_CHARS = 25


@dataclass(frozen=True, eq=False)
class Labelled:
    """A document with the truth about its paragraphs, E of them.

    Attributes:
        id, lang, kind: what it is.
        text: the document.
        start, end: int64 ``[E]``, where its paragraphs lie, in characters.
        label: int8 ``[E]``, column in ``LABELS``, -1 where no reader could tell.
        repeat: bool ``[E]``, repeats an earlier paragraph, and goes for that.
        either: bool ``[E]``, may as well stay as go.
    """

    id: str
    lang: str
    kind: str
    text: str
    start: Int64
    end: Int64
    label: npt.NDArray[np.int8]
    repeat: Bools
    either: Bools

    @cached_property
    def scored(self) -> Bools:
        """bool ``[E]``: has a label."""
        return np.asarray(self.label >= 0)

    @cached_property
    def good(self) -> Bools:
        """bool ``[E]``: the author's own text, which has to stay."""
        return np.asarray(self.scored & GOOD[self.label] & ~self.repeat)

    @cached_property
    def clean(self) -> bool:
        """Whether nothing in it has to go."""
        return bool(self.good.all())

    def paragraph(self, row: int) -> str:
        """The text of one paragraph."""
        return self.text[self.start[row] : self.end[row]]


def from_fixture(fields: Mapping[str, Any], name: str) -> Labelled:
    """A document in the form of the fixtures: paragraphs with label and text, gaps and a separator.

    Raises:
        ValueError: for a label that does not exist, naming the document.
    """
    separator = fields.get("separator", "\n")
    parts, starts, ends, at = [], [], [], 0
    for row in fields["paragraphs"]:
        gap = row.get("gap", separator)
        starts.append(at)
        ends.append(at + len(row["text"]))
        parts += [row["text"], gap]
        at = ends[-1] + len(gap)
    repeat = np.array([bool(row.get("repeat")) for row in fields["paragraphs"]], bool)
    labels = _columns([row["label"] for row in fields["paragraphs"]], name)
    return Labelled(
        fields.get("id", name), fields["lang"], fields.get("kind", "document"), "".join(parts[:-1]),
        np.array(starts, np.int64), np.array(ends, np.int64), labels, repeat, np.zeros(len(labels), bool),
    )  # fmt: skip


def from_lines(fields: Mapping[str, Any], name: str) -> Labelled:
    """A document in the form ``lines`` and ``labels``: one label a line, nothing said of repeats.

    Raises:
        ValueError: for a label that does not exist, or another number of labels than of lines, naming the document.
    """
    lines = fields["lines"]
    if len(lines) != len(fields["labels"]):
        msg = f"{name}: {len(lines)} lines, {len(fields['labels'])} labels"
        raise ValueError(msg)
    lengths = np.array([len(line) for line in lines], np.int64)
    start = np.append(0, np.cumsum(lengths + 1))[:-1]
    labels = _columns(fields["labels"], name)
    kind = fields.get("group") or fields.get("view") or fields.get("kind") or "document"
    return Labelled(
        fields.get("id", name), fields["lang"], kind, "\n".join(lines), start, start + lengths, labels,
        np.zeros(len(lines), bool), copies(lines),
    )  # fmt: skip


def _columns(names: Iterable[str], where: str) -> npt.NDArray[np.int8]:
    """The columns of labels, -1 for '?'."""
    columns = {"?": -1, **{str(label): column for column, label in enumerate(LABELS)}}
    names = list(names)
    unknown = sorted(set(names) - set(columns))
    if unknown:
        msg = f"{where}: unknown label {unknown[0]!r} (labels: {', '.join(columns)})"
        raise ValueError(msg)
    return np.array([columns[name] for name in names], np.int8)


def copies(lines: Sequence[str]) -> Bools:
    """bool: which long lines stood in the document before."""
    seen: set[str] = set()
    found = np.zeros(len(lines), bool)
    for row, line in enumerate(lines):
        key = " ".join(line.split()).casefold()
        found[row] = key in seen and len(key) >= COPY_CHARS
        seen.add(key)
    return found


def fixtures(folder: Path = FIXTURES) -> list[Labelled]:
    """The documents of ``fixtures/<kind>/*.json``, in order."""
    paths = sorted(folder.glob("*/*.json"))
    found = [(path, json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return [from_fixture(fields, path.stem) for path, fields in found if "paragraphs" in fields]


def labelled(path: Path) -> list[Labelled]:
    """The documents of a JSON-lines file (or one compressed by xz), of one JSON file, or of a folder of such."""
    if path.is_dir():
        return [doc for part in sorted(path.rglob("*.json")) for doc in labelled(part)]
    if path.suffix == ".json":
        return [_either(json.loads(path.read_text(encoding="utf-8")), path.stem)]
    return [_either(fields, f"{path.stem}:{number}") for number, fields in enumerate(records(path), start=1)]


def _either(fields: Mapping[str, Any], name: str) -> Labelled:
    return from_fixture(fields, name) if "paragraphs" in fields else from_lines(fields, name)


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file, compressed by xz or not."""
    with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def sample(rows: Sequence[Any], count: int | None) -> list[Any]:
    """At most ``count`` of the rows, evenly spread: the same ones every time."""
    if count is None or len(rows) <= count:
        return list(rows)
    return [rows[i * len(rows) // count] for i in range(count)]
