"""Training documents: real pages in several text views, labelled pages, and blocks of original text put into articles."""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.training import gold, labels
from benchmarks.training.labels import LabelledPage, Line, chance, held_out, known
from cleanpage.columns import Batch
from cleanpage.document import LABELS

BLOCKS = Path(__file__).parents[1] / "blocks"
#: Where a label or a decision is not known.
UNKNOWN = -1
#: Typography that machines flatten; as long as what it stands for.
_PLAIN = str.maketrans("’‘“”„«»–—…", '\'\'"""""--.')
#: The least length of words that are looked for inside labelled lines.
_FINDABLE = 12
#: Columns of hard-wrapped text.
_COLUMN = 72


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


def lines_example(  # noqa: PLR0913, PLR0917 - the columns of an example
    lines: list[Line],
    separator: str,
    weight: float,
    held_out: bool,  # noqa: FBT001
    source: str,
    lang: str,
    rng: random.Random | None = None,
) -> Example:
    """An example out of lines; paragraphs take what is known of the line that most of them comes from.

    With ``rng`` the text is now and then mangled as scrapers and converters do it.
    """
    text = separator.join(line.text for line in lines)
    if rng is not None:
        text = mangled(text, rng, separator)
    ends = np.cumsum([len(line.text) + len(separator) for line in lines])
    batch = Batch([text])
    middle = (batch.start + batch.end) // 2
    rows = np.minimum(np.searchsorted(ends, middle, side="right"), len(lines) - 1)
    label = [LABELS.index(lines[r].label) if lines[r].label else UNKNOWN for r in rows]
    return Example(text, label, [lines[r].keep for r in rows], weight, held_out, source, lang)


def mangled(text: str, rng: random.Random, separator: str) -> str:
    """The text as long as it was: in lower case, with plain typography, without stops, or hard-wrapped."""
    if rng.random() < 0.12:
        text = text.translate(_PLAIN)
    if rng.random() < 0.04:
        text = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if rng.random() < 0.04:
        text = re.sub(r"[.,;:!?](?=\s)", " ", text)
    if "\n\n" in separator and rng.random() < 0.12:
        text = wrapped(text)
    return text


def wrapped(text: str) -> str:
    """The text with line breaks for spaces, so that lines are of about 72 characters."""
    found: list[str] = []
    column = 0
    for word in re.split("([ \n])", text):
        if word == "\n":
            column = -1
        elif word == " " and column > _COLUMN - 6:
            word, column = "\n", -1  # noqa: PLW2901 - a break for the space
        found.append(word)
        column += len(word)
    return "".join(found)


class Blocks:
    """The blocks, hard paragraphs and articles of one language, split into a training and a held-out part."""

    def __init__(self, lang: str) -> None:
        """Read the files of the language, one an author."""
        self.lang = lang
        files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(BLOCKS.glob(f"**/{lang}.toml"))]
        self.block = [[known(t, b["label"]) for t in b["lines"]] for data in files for b in data.get("block", [])]
        self.hard = [known(h["text"], "content") for data in files for h in data.get("hard", [])]
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


@dataclass(frozen=True)
class Clean:
    """The clean text of a real page."""

    title: str
    lines: list[Line]


def prose_pool(views: Path) -> dict[str, list[Clean]]:
    """Clean text of real pages by language: gold text, or what the most careful extractor keeps; training sites only."""
    pool: dict[str, list[Clean]] = {}
    for name in ("wcxb_dev", "trafilatura_eval", "zh_wced", "postlight"):
        if not (views / f"{name}.jsonl").exists():
            continue
        for page in labels.entries(views / f"{name}.jsonl"):
            text = (page["gold"] if page.get("page_type") in ("article", None) else "") or page["views"]["strict"]
            lines = [Line(t.strip(), "", gold.KEEP) for t in text.splitlines() if t.strip()]
            if not held_out(page) and 4 <= len(lines) <= 80 and len(text) > 800:
                title = re.split(r" [|–—-] ", page.get("title") or "")[0].strip()
                pool.setdefault((page["lang"] or "en")[:2], []).append(Clean(title, lines))
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
            articles = source.articles(unseen)
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
                    yield lines_example(lines, _separator(rng), 0.8, unseen, kind, source.lang, None if unseen else rng)
                for article in articles:
                    leaks = [] if unseen or rng.random() < 0.5 else rng.sample(blocks, min(len(blocks), rng.randint(1, 3)))
                    lines = spoil(article, leaks, [], rng)
                    whole = "whole" if unseen else "few articles"
                    yield lines_example(lines, _separator(rng), 0.8, unseen, whole, source.lang, None if unseen else rng)


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


def runs(lines: list[Line]) -> Iterator[list[Line]]:
    """Neighbouring lines of one label."""
    for _, group in groupby(lines, key=lambda line: line.label):
        yield list(group)


def thinned(lines: list[Line], rng: random.Random) -> list[Line]:
    """The page as a scraper might have left it: most boilerplate gone, some lines still standing in the text.

    Whole pages are half menus; what scrapers hand on is text with a few leaks, and a line has to be known there too.
    """
    stays, whole = rng.choice((0.0, 0.1, 0.25, 0.5)), rng.random() < 0.5
    left: list[Line] = []
    for run in runs(lines):
        if run[0].keep == gold.DROP:
            if rng.random() < stays:
                left += run if whole and len(run) < 8 else rng.sample(run, 1)
        else:
            left += run
    return left


def real_blocks(pages: list[LabelledPage]) -> dict[str, list[list[Line]]]:
    """What publishers put between the paragraphs of labelled training pages, by language."""
    found: dict[str, list[list[Line]]] = {}
    for page in pages:
        if not page.held_out:
            found.setdefault(page.lang, []).extend(
                run for run in runs(page.lines) if run[0].label and run[0].keep == gold.DROP and len(run) <= 6
            )
    return found


#: The least share of a line's words that a page's title has to hold for the line to be the title.
_ALIKE = 0.8
#: The least share of a view's characters that the labelled lines have to cover.
_COVERED = 0.75


def transferred(page: LabelledPage, text: str, source: str) -> Example | None:
    """Another view of a labelled page, its paragraphs named after the labelled lines that hold the same words."""
    if not 200 <= len(text) <= 200_000:
        return None
    lines = [" ".join(gold.words(line.text)) for line in page.lines]
    own: dict[str, set[str]] = {}
    for norm, line in zip(lines, page.lines, strict=True):
        own.setdefault(norm, set()).add(line.label)
    running, ends = " " + " ".join(lines) + " ", np.cumsum([len(norm) + 1 for norm in lines])
    batch = Batch([text])
    label = [_label_of(" ".join(gold.words(batch.text(row))), own, running, ends, page.lines) for row in range(len(batch))]
    sizes, known_rows = batch.length, np.array(label) != UNKNOWN
    if not len(batch) or sizes[known_rows].sum() < _COVERED * sizes.sum():
        return None
    keep = [UNKNOWN if x == UNKNOWN else int(x < len(labels.KEPT)) for x in label]
    return Example(text, label, keep, 0.8, page.held_out, source, page.lang)


def _label_of(norm: str, own: dict[str, set[str]], running: str, ends: np.ndarray, lines: list[Line]) -> int:
    """Column of the label of a paragraph: of the line with its words, or of what most of it stands in."""
    names = own.get(norm) or set()
    if not names and len(norm) >= _FINDABLE:
        at = running.find(f" {norm} ")
        while at >= 0 and len(names) < 2:
            first, last = np.searchsorted(ends, (at, at + len(norm) - 1), side="right")
            shares: dict[str, int] = {}
            for row in range(first, min(last, len(lines) - 1) + 1):
                begin = ends[row - 1] if row else 0
                overlap = int(min(ends[row], at + len(norm)) - max(begin, at))
                shares[lines[row].label] = shares.get(lines[row].label, 0) + overlap
            names |= {max(shares, key=lambda name: shares[name])}
            at = running.find(f" {norm} ", at + 1)
    name = names.pop() if len(names) == 1 else ""
    return LABELS.index(name) if name else UNKNOWN


def labelled(pages: list[LabelledPage], rounds: int, rng: random.Random, spoilers: dict[str, Blocks]) -> Iterator[Example]:
    """The labelled pages, as they are, thinned, and with blocks put in."""
    for page in pages:
        yield lines_example(page.lines, "\n", 1.5, page.held_out, "labelled", page.lang)
        views = sorted(page.views) if page.held_out else rng.sample(sorted(page.views), min(4, len(page.views)))
        found = (transferred(page, page.views[name], f"view {name}" if page.held_out else "labelled") for name in views)
        yield from (example for example in found if example)
        if page.held_out:
            thin = thinned(page.lines, random.Random(page.id))  # noqa: S311 - no secret
            if sum(line.keep == gold.KEEP for line in thin) > 2:
                yield lines_example(thin, "\n", 1.0, held_out=True, source="labelled, thinned", lang=page.lang)
            continue
        for _ in range(2 * rounds):
            thin = thinned(page.lines, rng)
            if sum(line.keep == gold.KEEP for line in thin) > 2:
                yield lines_example(thin, _separator(rng), 1.0, held_out=False, source="labelled", lang=page.lang, rng=rng)
        for _ in range(rounds):
            lang = page.lang if page.lang in spoilers else "en"
            blocks, hard = spoilers[lang].part(held_out=False)
            base = (thinned(page.lines, rng) if rng.random() < 0.5 else page.lines) or page.lines
            mixed = spoil(base, rng.sample(blocks, rng.randint(1, 6)), rng.sample(hard, rng.randint(0, 2)), rng)
            yield lines_example(mixed, _separator(rng), 0.7, held_out=False, source="labelled", lang=lang, rng=rng)


def with_gold(path: Path, rng: random.Random, spoilers: dict[str, Blocks]) -> Iterator[Example]:
    """Pages with gold text, in several views."""
    for line in path.open(encoding="utf-8"):
        page = json.loads(line)
        if not page["gold"] or (page.get("gold_recall") or 1) < 0.8:
            continue
        unseen = held_out(page)
        article = page.get("page_type") in ("article", None)
        for view in rng.sample(sorted(page["views"]), 8 if unseen else rng.choice((1, 1, 2))):
            example = _view_example(page, view, 1.0 if article else 0.5, unseen)
            if example:
                yield example
        gold_lines = [Line(t.strip(), "", gold.KEEP) for t in page["gold"].splitlines() if t.strip()]
        if article and not unseen and len(gold_lines) > 3 and rng.random() < 0.5:
            lang = (page["lang"] or "en")[:2]
            blocks, hard = spoilers.get(lang, spoilers["en"]).part(held_out=False)
            mixed = spoil(gold_lines, rng.sample(blocks, rng.randint(0, 5)), rng.sample(hard, 1), rng)
            yield lines_example(mixed, _separator(rng), 0.7, unseen, "gold+blocks", lang, rng)


def _view_example(page: dict[str, Any], view: str, weight: float, held_out: bool) -> Example | None:  # noqa: FBT001
    text = page["views"][view]
    if len(text) < 200 or len(text) > 200_000:
        return None
    batch = Batch([text])
    paragraphs = [batch.text(row) for row in range(len(batch))]
    keep = gold.targets(paragraphs, page["gold"])
    label = [UNKNOWN] * len(keep)
    title = gold.words(page.get("title") or "")
    for row, paragraph in enumerate(paragraphs[:80]):
        own = gold.words(paragraph)
        shared = sum(word in title for word in own)
        if keep[row] != gold.KEEP and len(own) >= 3 and shared >= _ALIKE * len(own):
            # gold text mostly leaves the title out, but it is not boilerplate; where it is short it may be a menu entry
            whole = shared >= _ALIKE * len(title) or len(own) >= 6
            label[row], keep[row] = (LABELS.index("title"), gold.KEEP) if whole else (UNKNOWN, gold.UNCLEAR)
    if gold.KEEP not in keep:
        return None
    return Example(text, label, keep, weight, held_out, f"gold:{view}", (page["lang"] or "en")[:2])


def load(shared: Path, views: Path, seed: int = 0) -> list[Example]:
    """All examples: training and held-out ones, each marked."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    spoilers = {path.stem: Blocks(path.stem) for path in sorted(BLOCKS.glob("*.toml"))}
    pages = labels.load(shared, views)
    found = list(labelled(pages, 2, rng, spoilers))
    found += blended(4, rng, prose_pool(views), real_blocks(pages))
    for name in ("wcxb_dev", "readability", "zh_wced"):
        if (views / f"{name}.jsonl").exists():
            found += with_gold(views / f"{name}.jsonl", rng, spoilers)
    return [e for e in found if e.label]
