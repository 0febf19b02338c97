"""Original text written for training: blocks, hard paragraphs, articles, and whole documents as scrapers leave them."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.training import gold
from benchmarks.training.examples import Example, any_separator, lines_example, spoil, thinned
from benchmarks.training.labels import LabelledPage, Line, chance, known

BLOCKS = Path(__file__).parents[1] / "blocks"


class Blocks:
    """The blocks, hard paragraphs and articles of one language, split into a training and a held-out part."""

    def __init__(self, lang: str) -> None:
        """Read the files of the language, one an author."""
        self.lang = lang
        files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(BLOCKS.glob(f"**/{lang}.toml"))]
        self.block = [[known(t, b["label"]) for t in b["lines"]] for data in files for b in data.get("block", [])]
        self.hard = [known(h["text"], "content") for data in files for h in data.get("hard", [])]
        single = list(singles(lang))
        self.block += together([line for line in single if line.label != "content"], random.Random(lang))  # noqa: S311 - no secret
        self.hard += [line for line in single if line.label == "content"]
        articles = [article for data in files for article in data.get("article", [])]
        self.article = [[known(a["title"], "title"), *(known(p, "content") for p in a["paragraphs"])] for a in articles]

    def part(self, held_out: bool) -> tuple[list[list[Line]], list[Line]]:  # noqa: FBT001
        """Blocks and hard paragraphs of one part: every eighth is held out."""

        def mine(text: str) -> bool:
            return (chance(text) < 0.125) == held_out

        return [b for b in self.block if mine(b[0].text)], [h for h in self.hard if mine(h.text)]

    def articles(self, held_out: bool) -> list[list[Line]]:  # noqa: FBT001
        """Articles of one part, the same way; all of them where none is held out."""
        found = [a for a in self.article if (chance(a[0].text) < 0.125) == held_out]
        return found or self.article


def singles(lang: str) -> Iterator[Line]:
    """Lines of one language that were written each for itself."""
    path = BLOCKS / "lines" / f"{lang}.tsv"
    for row in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        label, text = row.split("\t")
        yield known(text.strip(), label)


def together(lines: list[Line], rng: random.Random) -> list[list[Line]]:
    """Blocks of one line, now and then of two or three of the same label."""
    groups: list[list[Line]] = []
    for label in sorted({line.label for line in lines}):
        mine = [line for line in lines if line.label == label]
        rng.shuffle(mine)
        while mine:
            size = rng.choice((1, 1, 1, 1, 2, 3))
            groups.append(mine[:size])
            del mine[:size]
    return groups


@dataclass(frozen=True)
class Clean:
    """The clean text of a real page."""

    title: str
    lines: list[Line]


def prose_pool(pages: list[LabelledPage]) -> dict[str, list[Clean]]:
    """Clean text of real pages by language: what their readers called title and content; training sites only.

    Gold text made by tools, and what careful extractors keep, holds the very lines that are to be learned: promos, captions.
    """
    pool: dict[str, list[Clean]] = {}
    for page in pages:
        lines = [line for line in page.lines if line.keep == gold.KEEP]
        if not page.held_out and 4 <= len(lines) <= 80 and sum(len(line.text) for line in lines) > 800:
            title = next((line.text for line in lines if line.label == "title"), "")
            pool.setdefault(page.lang, []).append(Clean(title, lines))
    return pool


def teasers(pool: list[Clean], rng: random.Random) -> list[Line]:
    """Pointers to other articles, as pages show them without a word of introduction: headlines, and beginnings cut off."""
    found = []
    form = rng.choice(("headlines", "headline", "begun", "begun", "blurbs"))
    for other in rng.sample(pool, min(len(pool), {"headlines": rng.randint(3, 7), "blurbs": rng.randint(2, 4)}.get(form, 1))):
        if 15 <= len(other.title) <= 160:
            found.append(other.title)
        if form in ("begun", "blurbs"):
            prose = next((line.text for line in other.lines if len(line.text) > 120), "")
            cut = prose[: rng.randint(80, 400)]
            cut = cut[: max(cut.rfind(" "), 1)] if " " in cut else cut
            found += [cut + rng.choice(("…", "...", " […]", " [...]", ""))] if prose else []
        if form == "begun" and rng.random() < 0.5:
            found += [line.text for line in other.lines[1:3]]
    return [known(text, "related") for text in found]


def blended(
    rounds: int, rng: random.Random, pool: dict[str, list[Clean]], found: dict[str, list[list[Line]]]
) -> Iterator[Example]:
    """Articles with blocks in them, written and found ones, in every language that has blocks."""
    for path in sorted(BLOCKS.glob("*.toml")):
        source = Blocks(path.stem)
        others = pool.get(path.stem, [])
        real = [clean.lines for clean in others]
        for unseen in (False, True):
            written, hard = source.part(unseen)
            articles = source.articles(unseen) + ([] if unseen else _texts(path.stem))
            kind = "blocks" if len(real) > 3 or unseen else "few articles"
            for _ in range(rounds if not unseen else 1):
                blocks = list(written)
                if not unseen:
                    more = found.get(path.stem, [])
                    blocks += rng.sample(more, min(len(more), len(written)))
                rng.shuffle(blocks)
                at = 0
                while at < len(blocks):
                    take = rng.choice((0, 0, 1, 1, 1, 2, 2, 3, 5, 8))
                    lines = _article(real if len(real) > 3 and rng.random() < 0.8 else articles, rng)
                    picked = rng.sample(hard, min(len(hard), rng.choice((0, 1, 2, 4))))
                    lines = spoil(lines, blocks[at : at + take], picked, rng)
                    if len(others) > 30 and not unseen and rng.random() < 0.35:
                        place = len(lines) if rng.random() < 0.75 else rng.randint(1, len(lines))
                        lines[place:place] = teasers(others, rng)
                    at += max(take, 1)
                    yield lines_example(lines, any_separator(rng), 0.8, unseen, kind, source.lang, None if unseen else rng)
                for article in articles:
                    leaks = [] if unseen or rng.random() < 0.5 else rng.sample(blocks, min(len(blocks), rng.randint(1, 3)))
                    lines = spoil(article, leaks, [], rng)
                    whole = "whole" if unseen else "few articles"
                    yield lines_example(lines, any_separator(rng), 0.8, unseen, whole, source.lang, None if unseen else rng)


def _article(articles: list[list[Line]], rng: random.Random) -> list[Line]:
    """An article, or paragraphs of two, sometimes without its title."""
    lines = list(rng.choice(articles))
    if rng.random() < 0.4:
        lines += rng.choice(articles)[1 : 1 + rng.randint(1, 4)]
    if rng.random() < 0.3:
        lines = lines[1:]
    return lines[: rng.randint(3, len(lines))]


def documents(lang: str) -> Iterator[tuple[list[Line], bool]]:
    """The whole documents of one language, and whether each is held out: every eighth is."""
    path = BLOCKS / "scraped" / f"{lang}.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))["document"] if path.exists() else []
    for document in found:
        rows = [row.split("\t", 1) for row in document["lines"].strip().split("\n")]
        lines = [known(text.strip(), label) for label, text in rows]
        yield lines, chance(lines[0].text + lines[-1].text) < 0.125


def _texts(lang: str) -> list[list[Line]]:
    """The whole documents without their boilerplate; none of those that are held out."""
    return [[line for line in lines if line.keep == gold.KEEP] for lines, unseen in documents(lang) if not unseen]


def scraped(rounds: int, rng: random.Random) -> Iterator[Example]:
    """The whole documents, as they are and with some of their boilerplate gone."""
    for path in sorted((BLOCKS / "scraped").glob("*.toml")):
        for lines, unseen in documents(path.stem):
            yield lines_example(lines, "\n", 1.2, unseen, "scraped", path.stem)
            for _ in range(0 if unseen else rounds):
                kept = thinned(lines, rng) if rng.random() < 0.5 else lines
                yield lines_example(kept, any_separator(rng), 0.8, held_out=False, source="scraped", lang=path.stem, rng=rng)
