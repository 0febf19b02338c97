"""Blocks and hard paragraphs of ``fixtures/planted``, put into the clean text of other fixtures.

They were written by an author who had seen neither what the model learned from nor the rules (``fixtures/README.md`` says
what was looked at since): how much of somebody else's wording goes, how much is rightly named, and what else goes with it.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.documents import FIXTURES, Labelled, fixtures, from_lines
from cleanpage.document import LABELS

FOLDER = FIXTURES / "planted"
#: Blocks that a document gets; the hard paragraphs are spread evenly.
BLOCKS = 4
#: The share of blocks that stand below the text.
BELOW = 0.4

#: Lines of a document with their labels.
Rows = list[tuple[str, str]]


def documents(folder: Path = FOLDER) -> list[Labelled]:
    """All documents, the same ones every time."""
    texts = _texts()
    rng = random.Random(7)  # noqa: S311 - no secret
    found = []
    for path in sorted(folder.glob("*.toml")):
        for number, rows in enumerate(_planted(path, texts[path.stem], rng), start=1):
            lines, labels = zip(*rows, strict=True)
            fields = {"id": f"planted/{path.stem}-{number}", "lang": path.stem, "kind": "planted"}
            found.append(from_lines({**fields, "lines": lines, "labels": labels}, path.stem))
    return found


def _texts() -> dict[str, list[Rows]]:
    """The author's own paragraphs of articles, by language."""
    found: dict[str, list[Rows]] = {}
    for doc in fixtures():
        good = [row for row in range(len(doc.start)) if doc.good[row]]
        rows = [(" ".join(doc.paragraph(row).split()), str(LABELS[doc.label[row]])) for row in good]
        if doc.kind in ("clean", "leaky"):
            found.setdefault(doc.lang, []).append(rows)
    return found


def _planted(path: Path, texts: list[Rows], rng: random.Random) -> Iterator[Rows]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    blocks: list[Rows] = [[(line, block["label"]) for line in block["lines"]] for block in data["block"]]
    hard = [(paragraph["text"], "content") for paragraph in data["hard"]]
    rng.shuffle(blocks)
    count = -(-len(blocks) // BLOCKS)
    for number in range(count):
        rows = list(texts[number % len(texts)])
        for paragraph in hard[number::count]:
            rows.insert(rng.randint(1, len(rows)), paragraph)
        for block in blocks[number::count]:
            at = len(rows) if rng.random() < BELOW else rng.randint(1, len(rows))
            rows[at:at] = block
        yield rows
