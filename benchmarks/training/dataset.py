"""Training documents: real pages in several text views, labelled pages, and blocks of original text put into articles."""

from __future__ import annotations

import hashlib
import json
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from benchmarks.training import gold
from cleanpage.columns import Batch
from cleanpage.document import LABELS

BLOCKS = Path(__file__).parents[1] / "blocks"
#: Where a label or a decision is not known.
UNKNOWN = -1
_KEPT = ("title", "content")


@dataclass(frozen=True)
class Line:
    """A line and what is known of it: label ('' if unknown) and ``gold.KEEP``, ``DROP`` or ``UNCLEAR``."""

    text: str
    label: str
    keep: int


@dataclass(frozen=True)
class Example:
    """A document to learn from, or to be judged on.

    Attributes:
        text: the document.
        label: per paragraph, column of the label or UNKNOWN.
        keep: per paragraph, 1, 0 or UNKNOWN.
        weight: how much the document counts.
        held_out: whether it is kept for judging.
        source: where it comes from.
    """

    text: str
    label: list[int]
    keep: list[int]
    weight: float
    held_out: bool
    source: str
    lang: str


def chance(text: str) -> float:
    """A number in [0, 1) that depends on nothing but the text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / 2**48


def site(url: str) -> str:
    """The registered part of an address's host, roughly: the unit that train and held-out parts are split by."""
    parts = (urlsplit(url or "").hostname or url or "").split(".")
    return ".".join(parts[-2:])


def lines_example(  # noqa: PLR0913, PLR0917 - the columns of an example
    lines: list[Line],
    separator: str,
    weight: float,
    held_out: bool,  # noqa: FBT001
    source: str,
    lang: str,
) -> Example:
    """An example out of lines; paragraphs take what is known of the line that most of them comes from."""
    text = separator.join(line.text for line in lines)
    ends = np.cumsum([len(line.text) + len(separator) for line in lines])
    batch = Batch([text])
    middle = (batch.start + batch.end) // 2
    rows = np.minimum(np.searchsorted(ends, middle, side="right"), len(lines) - 1)
    label = [LABELS.index(lines[r].label) if lines[r].label else UNKNOWN for r in rows]
    return Example(text, label, [lines[r].keep for r in rows], weight, held_out, source, lang)


def known(text: str, label: str) -> Line:
    """A line whose label is known ('?' is not)."""
    return Line(text, "" if label == "?" else label, UNKNOWN if label == "?" else int(label in _KEPT))


class Blocks:
    """The blocks, hard paragraphs and articles of one language, split into a training and a held-out part."""

    def __init__(self, lang: str) -> None:
        """Read the file of the language."""
        data = tomllib.loads((BLOCKS / f"{lang}.toml").read_text(encoding="utf-8"))
        self.lang = lang
        self.block = [[known(t, b["label"]) for t in b["lines"]] for b in data["block"]]
        self.hard = [known(h["text"], "content") for h in data.get("hard", [])]
        self.article = [[known(a["title"], "title"), *(known(p, "content") for p in a["paragraphs"])] for a in data["article"]]

    def part(self, held_out: bool) -> tuple[list[list[Line]], list[Line]]:  # noqa: FBT001
        """Blocks and hard paragraphs of one part: every eighth is held out."""

        def mine(text: str) -> bool:
            return (chance(text) < 0.125) == held_out

        return [b for b in self.block if mine(b[0].text)], [h for h in self.hard if mine(h.text)]


def spoil(lines: list[Line], blocks: list[list[Line]], hard: list[Line], rng: random.Random) -> list[Line]:
    """Put blocks between and below the lines, and hard paragraphs between them."""
    lines = list(lines)
    for paragraph in hard:
        lines.insert(rng.randint(1, len(lines)), paragraph)
    for block in blocks:
        place = len(lines) if rng.random() < 0.45 else rng.randint(0 if rng.random() < 0.2 else 1, len(lines))
        whole = rng.random() >= 0.3
        lines[place:place] = [line for number, line in enumerate(block) if whole or not number or rng.random() < 0.7]
    return lines


def prose_pool(views: Path) -> dict[str, list[list[Line]]]:
    """Clean text of real pages by language: gold text, or what the most careful extractor keeps; training sites only."""
    pool: dict[str, list[list[Line]]] = {}
    for name in ("wcxb_dev", "trafilatura_eval", "zh_wced", "postlight"):
        if not (views / f"{name}.jsonl").exists():
            continue
        for line in (views / f"{name}.jsonl").open(encoding="utf-8"):
            page = json.loads(line)
            text = (page["gold"] if page.get("page_type") in ("article", None) else "") or page["views"]["strict"]
            lines = [Line(t.strip(), "", gold.KEEP) for t in text.splitlines() if t.strip()]
            if chance(site(page["url"] or page["id"])) >= 0.15 and 4 <= len(lines) <= 80 and len(text) > 800:
                pool.setdefault((page["lang"] or "en")[:2], []).append(lines)
    return pool


def blended(rounds: int, rng: random.Random, pool: dict[str, list[list[Line]]]) -> Iterator[Example]:
    """Articles with blocks in them, in every language that has blocks."""
    for path in sorted(BLOCKS.glob("*.toml")):
        source = Blocks(path.stem)
        real = pool.get(path.stem, [])
        for held_out in (False, True):
            blocks, hard = source.part(held_out)
            for _ in range(rounds if not held_out else 1):
                rng.shuffle(blocks)
                at = 0
                while at < len(blocks):
                    take = rng.choice((0, 0, 1, 1, 2, 3, 5, 8))
                    lines = _article(real if len(real) > 3 and rng.random() < 0.8 else source.article, rng)
                    picked = rng.sample(hard, min(len(hard), rng.choice((0, 1, 2, 4))))
                    lines = spoil(lines, blocks[at : at + take], picked, rng)
                    at += max(take, 1)
                    yield lines_example(
                        lines,
                        _separator(rng),
                        0.5,
                        held_out,
                        "blocks" if len(real) > 3 or held_out else "few articles",
                        source.lang,
                    )


def _article(articles: list[list[Line]], rng: random.Random) -> list[Line]:
    """An article, or paragraphs of two, sometimes without its title."""
    lines = list(rng.choice(articles))
    if rng.random() < 0.4:
        lines += rng.choice(articles)[1 : 1 + rng.randint(1, 4)]
    if rng.random() < 0.3:
        lines = lines[1:]
    return lines[: rng.randint(3, len(lines))]


def _separator(rng: random.Random) -> str:
    return rng.choice(("\n", "\n", "\n\n", "\n\n", "\n\n\n", " "))


def labelled(path: Path, rounds: int, rng: random.Random, spoilers: dict[str, Blocks]) -> Iterator[Example]:
    """The labelled pages, as they are and with blocks put in."""
    for line in path.open(encoding="utf-8"):
        page = json.loads(line)
        held_out = chance(site(page["url"] or page["id"])) < 0.15
        own = [known(t, x) for t, x in zip(page["lines"], page["labels"], strict=True)]
        yield lines_example(own, "\n", 1.0, held_out, "labelled", page["lang"][:2])
        for _ in range(0 if held_out else rounds):
            lang = page["lang"][:2] if page["lang"][:2] in spoilers else "en"
            blocks, hard = spoilers[lang].part(held_out=False)
            mixed = spoil(own, rng.sample(blocks, rng.randint(1, 6)), rng.sample(hard, rng.randint(0, 2)), rng)
            yield lines_example(mixed, rng.choice(("\n", "\n\n", "\n", " ")), 0.7, held_out, "labelled", lang)


def with_gold(path: Path, rng: random.Random, spoilers: dict[str, Blocks]) -> Iterator[Example]:
    """Pages with gold text, in several views."""
    for line in path.open(encoding="utf-8"):
        page = json.loads(line)
        if not page["gold"] or (page.get("gold_recall") or 1) < 0.8:
            continue
        held_out = chance(site(page["url"] or page["id"])) < 0.15
        article = page.get("page_type") in ("article", None)
        for view in rng.sample(sorted(page["views"]), 8 if held_out else 4):
            example = _view_example(page, view, 1.0 if article else 0.5, held_out)
            if example:
                yield example
        gold_lines = [Line(t.strip(), "", gold.KEEP) for t in page["gold"].splitlines() if t.strip()]
        if article and not held_out and len(gold_lines) > 3 and rng.random() < 0.5:
            lang = (page["lang"] or "en")[:2]
            blocks, hard = spoilers.get(lang, spoilers["en"]).part(held_out=False)
            mixed = spoil(gold_lines, rng.sample(blocks, rng.randint(0, 5)), rng.sample(hard, 1), rng)
            yield lines_example(mixed, _separator(rng), 0.7, held_out, "gold+blocks", lang)


def _view_example(page: dict[str, Any], view: str, weight: float, held_out: bool) -> Example | None:  # noqa: FBT001
    text = page["views"][view]
    if len(text) < 200 or len(text) > 200_000:
        return None
    batch = Batch([text])
    paragraphs = [batch.text(row) for row in range(len(batch))]
    keep = gold.targets(paragraphs, page["gold"])
    label = [UNKNOWN] * len(keep)
    title = " ".join(gold.words(page.get("title") or ""))
    for row, paragraph in enumerate(paragraphs[:60]):
        own = " ".join(gold.words(paragraph))
        if len(own) > 12 and title and (own == title or (title.startswith(own) and len(own) * 2 > len(title))):
            label[row], keep[row] = LABELS.index("title"), gold.KEEP
            break
    if gold.KEEP not in keep:
        return None
    return Example(text, label, keep, weight, held_out, f"gold:{view}", (page["lang"] or "en")[:2])


def agreed(path: Path, rng: random.Random) -> Iterator[Example]:
    """Pages without gold text: what two careful extractors keep is kept, what three generous ones leave out is dropped."""
    for line in path.open(encoding="utf-8"):
        page = json.loads(line)
        views = page["views"]
        if page["gold"] or min(len(views["strict"]), len(views["readability"])) < 300:
            continue
        held_out = chance(site(page["url"] or page["id"])) < 0.15
        for view in rng.sample(("html-text", "inscriptis", "bs4-lines", "trafilatura", "bs4"), 3):
            text = views[view]
            if not 200 <= len(text) <= 100_000:
                continue
            batch = Batch([text])
            paragraphs = [batch.text(row) for row in range(len(batch))]
            votes = [gold.targets(paragraphs, views[v]) for v in ("strict", "readability", "trafilatura", "newspaper")]
            keep = [_agree(paragraph, vote, page) for paragraph, vote in zip(paragraphs, zip(*votes, strict=True), strict=True)]
            yield Example(text, [UNKNOWN] * len(keep), keep, 0.5, held_out, "agreed", (page["lang"] or "en")[:2])


def _agree(paragraph: str, votes: tuple[int, ...], page: dict[str, Any]) -> int:
    strict, readability, generous, newspaper = votes
    if any(len(s) > 15 and s in paragraph for s in page.get("with") or []):
        return gold.KEEP
    if any(len(s) > 15 and s in paragraph and len(paragraph) < 3 * len(s) for s in page.get("without") or []):
        return gold.DROP
    if strict == readability == gold.KEEP:
        return gold.KEEP
    return gold.DROP if readability == generous == newspaper == gold.DROP else gold.UNCLEAR


def load(shared: Path, views: Path, seed: int = 0) -> list[Example]:
    """All examples: training and held-out ones, each marked."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    spoilers = {path.stem: Blocks(path.stem) for path in sorted(BLOCKS.glob("*.toml"))}
    found = list(labelled(shared / "labelled" / "pages.jsonl", 2, rng, spoilers))
    found += blended(4, rng, prose_pool(views))
    for name in ("wcxb_dev", "readability", "zh_wced"):
        if (views / f"{name}.jsonl").exists():
            found += with_gold(views / f"{name}.jsonl", rng, spoilers)
    for name in ("trafilatura_eval", "postlight"):
        if (views / f"{name}.jsonl").exists():
            found += agreed(views / f"{name}.jsonl", rng)
    return [e for e in found if e.label]
