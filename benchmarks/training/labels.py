"""Pages of the corpus that were labelled line by line: those that came with it, and those of ``benchmarks/labels``.

A file of ``benchmarks/labels`` holds labels alone, one page a JSON line: ``source`` (corpus file), ``page`` (its id there),
``view`` (how its text was made), ``lines`` (how many that are not blank), ``digest`` (of these lines) and ``labels``, runs
such as ``navigation*14 title content*9``. The text stays where it is; a page whose view comes out otherwise is left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.training import gold

FOLDER = Path(__file__).parents[1] / "labels"
#: Labels that stay.
KEPT = ("title", "content")


@dataclass(frozen=True)
class Line:
    """A line and what is known of it: label ('' if unknown), and ``gold.KEEP``, ``DROP`` or ``UNCLEAR``."""

    text: str
    label: str
    keep: int


@dataclass(frozen=True)
class LabelledPage:
    """A page with a label for every line.

    Attributes:
        id: of the page, with its view.
        lang: two letters.
        lines: that are not blank, in order.
        held_out: whether its site is kept for judging.
        views: the page's text as other tools make it, by their names, the one that was labelled left out.
    """

    id: str
    lang: str
    lines: list[Line]
    held_out: bool
    views: dict[str, str]


def chance(text: str) -> float:
    """A number in [0, 1) that depends on nothing but the text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / 2**48


def site(url: str) -> str:
    """The registered part of an address's host, roughly: the unit that train and held-out parts are split by."""
    parts = (urlsplit(url or "").hostname or url or "").split(".")
    return ".".join(parts[-2:])


def held_out(page: dict[str, Any]) -> bool:
    """Whether a page is kept for judging: a seventh of the sites are."""
    return chance(site(page["url"] or page["id"])) < 0.15


def known(text: str, label: str) -> Line:
    """A line whose label is known ('?' is not)."""
    return Line(text, "" if label == "?" else label, gold.UNCLEAR if label == "?" else int(label in KEPT))


def lines_of(text: str) -> list[str]:
    """The lines that are not blank, without the space around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def digest(lines: list[str]) -> str:
    """Twelve hexadecimal digits that say whether lines are the ones that were read."""
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=6).hexdigest()


def compress(labels: list[str]) -> str:
    """Labels as runs: ``navigation*14 title``."""
    found: list[tuple[str, int]] = []
    for label in labels:
        if found and found[-1][0] == label:
            found[-1] = (label, found[-1][1] + 1)
        else:
            found.append((label, 1))
    return " ".join(label if times == 1 else f"{label}*{times}" for label, times in found)


def expand(runs: str) -> list[str]:
    """The labels that ``compress`` made runs of."""
    found: list[str] = []
    for run in runs.split():
        label, _, times = run.partition("*")
        found += [label] * int(times or 1)
    return found


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def load(shared: Path, views: Path) -> list[LabelledPage]:
    """All labelled pages that may be learned from."""
    shipped = list(entries(shared / "labelled" / "pages.jsonl"))
    own = [entry for path in sorted(FOLDER.glob("*.jsonl")) for entry in entries(path)]
    pages = _views(views, {page["page"] for page in shipped} | {entry["page"] for entry in own})
    found = [_shipped(page, pages.get(page["page"], {})) for page in shipped]
    return found + [page for entry in own if (page := _own(entry, pages.get(entry["page"])))]


def _views(folder: Path, wanted: set[str]) -> dict[str, dict[str, Any]]:
    """The corpus pages that are wanted, by their ids."""
    found = {}
    for path in sorted(folder.glob("*.jsonl")):
        for page in entries(path):
            if page["id"] in wanted:
                found[page["id"]] = page
    return found


def _shipped(page: dict[str, Any], corpus: dict[str, Any]) -> LabelledPage:
    lines = [known(text, label) for text, label in zip(page["lines"], page["labels"], strict=True)]
    others = {name: text for name, text in corpus.get("views", {}).items() if name != page["view"]}
    return LabelledPage(page["id"], page["lang"][:2], lines, held_out(page), others)


def _own(entry: dict[str, Any], page: dict[str, Any] | None) -> LabelledPage | None:
    if page is None:
        return None
    text = lines_of(page["views"][entry["view"]])
    if digest(text) != entry["digest"]:
        print(f"{entry['source']} {entry['page']}: its {entry['view']} view is not the one that was labelled; left out")
        return None
    lines = [known(t, label) for t, label in zip(text, expand(entry["labels"]), strict=True)]
    others = {name: text for name, text in page["views"].items() if name != entry["view"]}
    return LabelledPage(f"{page['id']}-{entry['view']}", (page["lang"] or "en")[:2], lines, held_out(page), others)


def check(path: Path) -> Iterator[str]:
    """What is wrong with a file of labels."""
    from cleanpage.document import LABELS

    names = {*map(str, LABELS), "?"}
    for number, entry in enumerate(entries(path), 1):
        labels = expand(entry["labels"])
        if len(labels) != entry["lines"]:
            yield f"{path.name}:{number}: {len(labels)} labels for {entry['lines']} lines"
        if set(labels) - names:
            yield f"{path.name}:{number}: no such label: {sorted(set(labels) - names)}"
