"""Raw text to measure speed with: of pages, of any file of JSON lines, or of the fixtures."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.documents import SHARED, fixtures, records
from benchmarks.pages import Page, views

#: Files of pages below the folder of shared data, read in turn.
PAGES = ("corpus/wcxb_dev.jsonl.xz", "corpus/trafilatura_eval.jsonl.xz")
MB = 1_000_000


@dataclass(frozen=True)
class Corpus:
    """Texts, and the pages that they are of, if they are of pages.

    Attributes:
        name: where they are from.
        texts: raw texts.
        html: the pages, one a text; () if there are none.
    """

    name: str
    texts: tuple[str, ...]
    html: tuple[str, ...] = ()

    @cached_property
    def megabytes(self) -> float:
        """Size of the texts in UTF-8."""
        return sum(map(size, self.texts)) / MB

    @property
    def page_megabytes(self) -> float:
        """Size of the pages in UTF-8."""
        return sum(map(size, self.html)) / MB


def size(text: str) -> int:
    """Bytes of a text in UTF-8, lone surrogates counted like their neighbours."""
    return len(text.encode("utf-8", "surrogatepass"))


def corpus(path: Path | None, megabytes: float) -> Corpus:
    """About so much raw text: of a file, else of the shared pages, else the fixtures over and over."""
    shared = [SHARED / name for name in PAGES if (SHARED / name).exists()]
    if path is None and not shared:
        again = itertools.cycle((doc.text, "") for doc in fixtures())
        return Corpus("fixtures, repeated", tuple(text for text, _ in _enough(again, megabytes)))
    rows = records(path) if path else _in_turn([records(one) for one in shared])
    pairs = _enough(filter(lambda pair: pair[0].strip(), map(_text, rows)), megabytes)
    html = tuple(page for _, page in pairs)
    name = path.name if path else "shared pages (html-text's view of them)"
    return Corpus(name, tuple(text for text, _ in pairs), html if all(html) else ())


def _text(row: dict[str, Any]) -> tuple[str, str]:
    """The raw text of a record, and its HTML."""
    if row.get("html"):
        page = Page(str(row.get("id")), row["html"])
        return views([page], ["html-text"])[0].texts[0], page.html
    return row.get("text") or "\n".join(row.get("lines", ())), ""


def _in_turn(sources: list[Iterator[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for group in itertools.zip_longest(*sources):
        yield from (row for row in group if row)


def _enough(pairs: Iterable[tuple[str, str]], megabytes: float) -> list[tuple[str, str]]:
    found, total = [], 0
    for pair in pairs:
        found.append(pair)
        total += size(pair[0])
        if total >= megabytes * MB:
            break
    return found


def document(texts: Iterable[str], characters: int) -> str:
    """One long document of ordinary text."""
    parts, total = [], 0
    for text in itertools.cycle(texts):
        parts.append(text)
        total += len(text) + 1
        if total > characters:
            break
    return "\n".join(parts)[:characters]
